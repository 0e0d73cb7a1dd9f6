"""qualify-page: 100,000 addresses by the page: uploaded, answered by the job, downloaded.

The web process and a worker with two slots run as in production; the file goes in over the wire by
the page's form and comes out by its download. The floor is ``qualify-bulk``, the engine alone.
Value: processor seconds of all processes, the database's too, from the first byte up to the last
byte down. The goal is that of the radio reference (R6), 10 s on two idle cores; read strictly, as
if there were one, that is 10 processor seconds. The wall time is printed with the machine's load.
"""

import os

from benchmarks.measure import close, row
from benchmarks.qualifying import measured

GOAL = 10.0
ROWS = 100_000


def main() -> None:
    """Measure and print."""
    taken = measured(ROWS)
    row("", "seconds")
    row("file taken in and looked through", f"{taken.upload_s:.2f}")
    row("answered by the job", f"{taken.job_s:.2f}")
    row(f"download, {taken.answer_mb:.1f} MB", f"{taken.download_s:.2f}")
    row("whole, wall time", f"{taken.whole_s:.2f}")
    row("processor time, web and worker", f"{taken.cpu_s:.2f}")
    row("processor time, database", f"{taken.database_cpu_s:.2f}")
    print(
        f"{taken.rows:,} rows, {taken.served:,} served; at most {taken.web_mb:.0f} MB in the web"
        f" process, {taken.worker_mb:.0f} MB in the worker; load {os.getloadavg()[0]:.1f}"
    )
    close("qualify-page", taken.cpu_s + taken.database_cpu_s, "<=", GOAL)


if __name__ == "__main__":
    main()
