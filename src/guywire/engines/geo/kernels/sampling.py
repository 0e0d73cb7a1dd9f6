"""Bilinear heights out of pages of terrain, along many paths at once.

A layer is a lattice of posts, rows from the north; row and column are counted from 1, so that the
half post before the first one has an index too. It is cut into pages of PAGE by PAGE posts that
overlap the next page by one row and column; `table` says in which slot of `pages` a page stands
(NOT_LOADED, NO_TILE if none). A post without height holds VOID, one outside any tile MISSING.
A height of a path is PENDING until its page has been looked at, PENDING_VOID if a finer layer has a
void there; once settled it is not looked at again, so that a small cache cannot make pages chase
one another.
"""

import math

from numba import njit

from guywire.engines.geo.kernels.geodesy import great_circle_point, inverse

kernel = njit(cache=True, error_model="numpy", nogil=True)
inlined = njit(cache=True, error_model="numpy", nogil=True, forceinline=True)

PAGE_BITS = 8
PAGE = 1 << PAGE_BITS
PAGE_MASK = PAGE - 1
NOT_LOADED = -1
NO_TILE = -2
VOID = 1e30
MISSING = 2e30
PENDING_VOID = 3e30
PENDING = 4e30
LEAST_SENTINEL = 5e29
LEAST_MISSING = 1.5e30
LEAST_PENDING = 2.5e30
SNAP = 1e-6
"""Share of a post within which a position counts as on the post."""

KNOT_M = 2000.0
"""A path is straight in the layer's coordinates between points of the great circle this far apart:
off by less than 0.1 m below 50 degrees of latitude."""

STATUS_OK = 0
STATUS_SAME_POINT = 1
STATUS_MISSING = 2
STATUS_VOID = 3


@kernel
def lay_out(latitude_1, longitude_1, latitude_2, longitude_2, step_m, intervals, segments, steps):
    """Intervals (of at most step_m), straight segments and exact step of each path.

    Equal points get no interval; antipodal ones neither (their distance is nan).
    """
    for i in range(len(intervals)):
        distance_m, _ = inverse(latitude_1[i], longitude_1[i], latitude_2[i], longitude_2[i])
        if not distance_m > 0.0:
            intervals[i] = 0
            segments[i] = 0
            steps[i] = 0.0
            continue
        intervals[i] = max(2, math.ceil(distance_m / step_m - 1e-9))
        segments[i] = max(1, math.ceil(distance_m / KNOT_M))
        steps[i] = distance_m / intervals[i]


@kernel
def place_knots(
    latitude_1, longitude_1, latitude_2, longitude_2, segments, first_knot, latitude, longitude
):
    """Latitudes and longitudes of the ends of all segments, path after path."""
    for i in range(len(segments)):
        first = first_knot[i]
        for j in range(segments[i] + 1):
            share = j / max(segments[i], 1)
            latitude[first + j], longitude[first + j] = great_circle_point(
                latitude_1[i], longitude_1[i], latitude_2[i], longitude_2[i], share
            )


@kernel
def partial_height(corners, share_row, share_column):
    """Height where some corners hold none: void wins; else the present ones if nearest is one."""
    total = 0.0
    weights = 0.0
    nearest = 0.0
    nearest_weight = -1.0
    for k in range(4):
        weight_row = share_row if k >= 2 else 1.0 - share_row
        weight_column = share_column if k % 2 == 1 else 1.0 - share_column
        weight = weight_row * weight_column
        value = corners[k]
        if weight == 0.0:
            continue
        if LEAST_SENTINEL < value < LEAST_MISSING:
            return VOID
        if weight > nearest_weight:
            nearest_weight = weight
            nearest = value
        if value < LEAST_SENTINEL:
            total += weight * value
            weights += weight
    return MISSING if nearest > LEAST_MISSING else total / weights


@kernel
def enter_page(page_row, page_column, table, stamp, tick, wanted):
    """Slot of a page, now marked as used; if not in memory it is noted in `wanted`.

    The count of wanted pages stands in wanted[-1].
    """
    slot = table[page_row, page_column]
    if stamp[page_row, page_column] != tick:
        stamp[page_row, page_column] = tick
        if slot == NOT_LOADED:
            wanted[wanted[-1]] = page_row * table.shape[1] + page_column
            wanted[-1] += 1
    return slot


@inlined
def bilinear(row, column, r, c, page):
    """Height at a position whose north-west post is (r, c) on the lattice; m, VOID or MISSING."""
    share_row = row - r
    share_column = column - c
    share_row = share_row if share_row > SNAP else 0.0
    share_column = share_column if share_column > SNAP else 0.0
    y = r & PAGE_MASK
    x = c & PAGE_MASK
    north_west = page[y, x]
    north_east = page[y, x + 1]
    south_west = page[y + 1, x]
    south_east = page[y + 1, x + 1]
    if max(north_west, north_east, south_west, south_east) < LEAST_SENTINEL:
        north = north_west + (north_east - north_west) * share_column
        south = south_west + (south_east - south_west) * share_column
        return north + (south - north) * share_row
    return partial_height((north_west, north_east, south_west, south_east), share_row, share_column)


@kernel
def fill_segment(
    row, column, row_step, column_step, first, stop, table, pages, stamp, tick, wanted, heights
):
    """Settle pending heights[first:stop] along a straight line, but where the page is not loaded.

    row, column: position of heights[first]. row_step, column_step: from one height to the next.
    """
    held_row = -1
    held_column = -1
    slot = NO_TILE
    for k in range(first, stop):
        held = heights[k]
        if held < LEAST_PENDING:
            continue
        at_row = row + (k - first) * row_step
        at_column = column + (k - first) * column_step
        height = MISSING
        if at_row >= 0.5 and at_column >= 0.5:
            r = int(at_row + SNAP)
            c = int(at_column + SNAP)
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
                    height = bilinear(at_row, at_column, r, c, pages[slot])
        is_known_void = held < PENDING and height > LEAST_MISSING
        heights[k] = VOID if is_known_void else height


@kernel
def fill_paths(
    row, column, first_knot, segments, intervals, starts, table, pages, stamp, tick, wanted, heights
):
    """Settle the pending heights of all paths."""
    for p in range(len(segments)):
        done = 0
        for segment in range(segments[p]):
            # heights of this segment: those up to its end, the last segment's end included
            stop = ((segment + 1) * intervals[p]) // segments[p] + 1
            knot = first_knot[p] + segment
            per_height = segments[p] / intervals[p]
            share = done * per_height - segment
            row_step = (row[knot + 1] - row[knot]) * per_height
            column_step = (column[knot + 1] - column[knot]) * per_height
            fill_segment(
                row[knot] + (row[knot + 1] - row[knot]) * share,
                column[knot] + (column[knot + 1] - column[knot]) * share,
                row_step, column_step, starts[p] + done, starts[p] + stop,
                table, pages, stamp, tick, wanted, heights,
            )  # fmt: skip
            done = stop


@kernel
def fill_points(row, column, table, pages, stamp, tick, wanted, heights):
    """The same for single points."""
    for i in range(len(row)):
        fill_segment(
            row[i], column[i], 0.0, 0.0, i, i + 1, table, pages, stamp, tick, wanted, heights
        )


@kernel
def reopen(heights):
    """Make heights without value pending again for the next layer; whether there are any."""
    is_any = False
    for k in range(len(heights)):
        if heights[k] > LEAST_SENTINEL:
            heights[k] = PENDING if heights[k] > LEAST_MISSING else PENDING_VOID
            is_any = True
    return is_any


@kernel
def close(heights):
    """Undo `reopen` where no layer was left to look at."""
    for k in range(len(heights)):
        if heights[k] > LEAST_PENDING:
            heights[k] = MISSING if heights[k] > PENDING_VOID else VOID


@kernel
def judge_paths(heights, starts, intervals, status, worst):
    """Status of each path and the index of its first height without value (-1 if none)."""
    for p in range(len(intervals)):
        status[p] = STATUS_OK if intervals[p] > 0 else STATUS_SAME_POINT
        worst[p] = -1
        for i in range(intervals[p] + 1 if intervals[p] > 0 else 0):
            height = heights[starts[p] + i]
            if height > LEAST_SENTINEL:
                status[p] = STATUS_MISSING if height > LEAST_MISSING else STATUS_VOID
                worst[p] = i
                break
