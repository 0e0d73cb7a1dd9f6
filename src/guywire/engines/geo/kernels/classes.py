"""Classes out of pages of land cover: the code of the nearest post, along many paths at once.

Pages, tables and sentinels are those of `sampling`; a code is never a mean of its neighbours.
"""

from guywire.engines.geo.kernels.sampling import (
    LEAST_MISSING,
    LEAST_PENDING,
    MISSING,
    NO_TILE,
    NOT_LOADED,
    PAGE_BITS,
    PAGE_MASK,
    PENDING,
    SNAP,
    VOID,
    enter_page,
    kernel,
)


@kernel
def fill_segment(
    row, column, row_step, column_step, first, stop, table, pages, stamp, tick, wanted, codes
):
    """Settle pending codes[first:stop] along a straight line, but where the page is not loaded.

    row, column: position of codes[first]. row_step, column_step: from one code to the next.
    """
    held_row = -1
    held_column = -1
    slot = NO_TILE
    for k in range(first, stop):
        held = codes[k]
        if held < LEAST_PENDING:
            continue
        at_row = row + (k - first) * row_step + 0.5 + SNAP
        at_column = column + (k - first) * column_step + 0.5 + SNAP
        code = MISSING
        if at_row >= 1.0 and at_column >= 1.0:
            r = int(at_row)
            c = int(at_column)
            page_row = r >> PAGE_BITS
            page_column = c >> PAGE_BITS
            if page_row < table.shape[0] and page_column < table.shape[1]:
                if page_row != held_row or page_column != held_column:
                    slot = enter_page(page_row, page_column, table, stamp, tick, wanted)
                    held_row = page_row
                    held_column = page_column
                if slot == NOT_LOADED:
                    continue
                if slot >= 0:
                    code = pages[slot][r & PAGE_MASK, c & PAGE_MASK]
        is_known_void = held < PENDING and code > LEAST_MISSING
        codes[k] = VOID if is_known_void else code


@kernel
def fill_paths(
    row, column, first_knot, segments, intervals, starts, table, pages, stamp, tick, wanted, codes
):
    """Settle the pending codes of all paths."""
    for p in range(len(segments)):
        done = 0
        for segment in range(segments[p]):
            stop = ((segment + 1) * intervals[p]) // segments[p] + 1
            knot = first_knot[p] + segment
            per_code = segments[p] / intervals[p]
            share = done * per_code - segment
            row_step = (row[knot + 1] - row[knot]) * per_code
            column_step = (column[knot + 1] - column[knot]) * per_code
            fill_segment(
                row[knot] + (row[knot + 1] - row[knot]) * share,
                column[knot] + (column[knot + 1] - column[knot]) * share,
                row_step, column_step, starts[p] + done, starts[p] + stop,
                table, pages, stamp, tick, wanted, codes,
            )  # fmt: skip
            done = stop


@kernel
def fill_points(row, column, table, pages, stamp, tick, wanted, codes):
    """The same for single points."""
    for i in range(len(row)):
        fill_segment(
            row[i], column[i], 0.0, 0.0, i, i + 1, table, pages, stamp, tick, wanted, codes
        )
