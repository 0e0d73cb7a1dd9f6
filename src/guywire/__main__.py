from guywire.processes.cli import main

main()
