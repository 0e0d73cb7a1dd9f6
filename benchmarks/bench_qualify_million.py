"""qualify-million: a file of 1,000,000 addresses, the most that the page takes.

As ``qualify-page``. Value: the most memory that a process has had, web or worker, in MB: it must
not grow with the file (compare ``qualify-page``'s). Goal: 400, that of a coverage computation,
stated before it was measured. Times are printed with the machine's load.
"""

import os

from benchmarks.measure import close, row
from benchmarks.qualifying import measured

GOAL = 400.0
ROWS = 1_000_000


def main() -> None:
    """Measure and print."""
    taken = measured(ROWS)
    row("", "seconds")
    row("file taken in and looked through", f"{taken.upload_s:.1f}")
    row("answered by the job", f"{taken.job_s:.1f}")
    row(f"first byte of {taken.answer_mb:.0f} MB", f"{taken.first_byte_s:.1f}")
    row("download", f"{taken.download_s:.1f}")
    row("whole", f"{taken.whole_s:.1f}")
    row("processor time, web and worker", f"{taken.cpu_s:.1f}")
    row("processor time, database", f"{taken.database_cpu_s:.1f}")
    print(
        f"{taken.rows:,} rows, {taken.served:,} served; at most {taken.web_mb:.0f} MB in the web"
        f" process, {taken.worker_mb:.0f} MB in the worker; load {os.getloadavg()[0]:.1f}"
    )
    close("qualify-million", max(taken.web_mb, taken.worker_mb), "<=", GOAL)


if __name__ == "__main__":
    main()
