"""Elementary functions in float32 that the compiler turns into vector instructions.

numba has no vector library of its own here: math.log or math.exp in a loop keeps the whole loop
scalar. These are polynomials without branches; each says its greatest error, which a test checks.
Coefficients: least squares over 400 Chebyshev nodes of the reduced argument.
"""

import math

import numpy as np
from numba import njit

FAST = {"contract", "arcp", "reassoc", "nsz", "nnan", "ninf"}
kernel = njit(cache=True, error_model="numpy", nogil=True, fastmath=FAST)
inlined = njit(cache=True, error_model="numpy", nogil=True, fastmath=FAST, forceinline=True)
f32 = np.float32
i32 = np.int32

SQUARE_ROOT_OF_HALF_BITS = i32(0x3F3504F3)
MANTISSA_BITS = i32(23)
LOG2_OF_E = f32(1.0 / math.log(2.0))
LN_2 = f32(math.log(2.0))
DB_PER_LOG2 = f32(10.0 * math.log10(2.0))
THIRD = f32(1.0 / 3.0)
HALF_PI = f32(math.pi / 2.0)
DEGREES = f32(180.0 / math.pi)


@inlined
def log2(x):
    """Logarithm to base 2 of x > 0; error below 3e-7 or one part in 2e6, whichever is more."""
    bits = f32(x).view(np.int32)
    exponent = i32((bits - SQUARE_ROOT_OF_HALF_BITS) >> MANTISSA_BITS)
    t = i32(bits - (exponent << MANTISSA_BITS)).view(np.float32) - f32(1.0)
    p = f32(-0.20742103457450867) + t * f32(0.12614846229553223)
    p = f32(-0.23892034590244293) + t * (f32(0.21566985547542572) + t * p)
    p = f32(-0.36070483922958374) + t * (f32(0.2879183292388916) + t * p)
    p = f32(-0.7213473320007324) + t * (f32(0.48091059923171997) + t * p)
    return t * (f32(1.4426950216293335) + t * p) + f32(exponent)


@inlined
def exp2(x):
    """Two to the power of x, held within +-126; error below one part in 2e6."""
    held = max(min(x, f32(126.0)), f32(-126.0))
    whole = i32(i32(held + f32(256.0)) - i32(256))
    t = held - f32(whole)
    p = f32(0.0012387821916490793) + t * f32(0.00021877505059819669)
    p = f32(0.05548042804002762) + t * (f32(0.009684580378234386) + t * p)
    p = f32(0.6931469440460205) + t * (f32(0.2402305006980896) + t * p)
    bits = f32(f32(1.0) + t * p).view(np.int32)
    return i32(bits + (whole << MANTISSA_BITS)).view(np.float32)


@inlined
def ln(x):
    """Natural logarithm of x > 0."""
    return log2(x) * LN_2


@inlined
def decibel(x):
    """10 log10 of x > 0."""
    return log2(x) * DB_PER_LOG2


@inlined
def exp(x):
    """e to the power of x."""
    return exp2(x * LOG2_OF_E)


@inlined
def cube_root(x):
    """Cube root of x > 0."""
    return exp2(log2(x) * THIRD)


@inlined
def sine(t):
    """Sine for |t| <= pi/2; error below 4e-6 (Taylor to the 9th power)."""
    s = t * t
    p = f32(-0.00019840874) + s * f32(2.7525562e-6)
    return t * (f32(1.0) + s * (f32(-0.16666667) + s * (f32(0.008333331) + s * p)))


@inlined
def cosine(t):
    """Cosine for |t| <= pi/2; error below 1e-6 (Taylor to the 10th power)."""
    s = t * t
    p = f32(-0.0013888397) + s * (f32(2.4760495e-5) - s * f32(2.6e-7))
    return f32(1.0) + s * (f32(-0.5) + s * (f32(0.041666666) + s * p))


@inlined
def arctangent_of_share(t):
    """Arc tangent for |t| <= 1; error below 3e-6 rad. Abramowitz & Stegun 4.4.49."""
    s = t * t
    p = f32(-0.0161657367) + s * f32(0.0028662257)
    p = f32(-0.0752896400) + s * (f32(0.0429096138) + s * p)
    p = f32(-0.1420889944) + s * (f32(0.1065626393) + s * p)
    return t * (f32(1.0) + s * (f32(-0.3333314528) + s * (f32(0.1999355085) + s * p)))


@inlined
def arctangent(x):
    """Arc tangent (rad)."""
    is_steep = abs(x) > f32(1.0)
    found = arctangent_of_share(f32(1.0) / x if is_steep else x)
    turn = HALF_PI if x > f32(0.0) else -HALF_PI
    return turn - found if is_steep else found


@kernel
def apply(which, values, results):
    """Each function by number, for the test of its error."""
    for i in range(len(values)):
        x = values[i]
        if which == 0:
            results[i] = log2(x)
        elif which == 1:
            results[i] = exp2(x)
        elif which == 2:
            results[i] = sine(x)
        elif which == 3:
            results[i] = cosine(x)
        else:
            results[i] = arctangent(x)
