// out = x + y (GATED 0), x + y * gate (1) or x + y + gate (2, a bias), in fp32 with one rounding. x, out [rows, D] in X, y in Y, gate [D] in S; out may be x.
extern "C" __global__ void __launch_bounds__(256) residual(const void* x, const void* y, const void* gate, void* out, i64 count)
{
    const i64 i = ((i64)blockIdx.x * 256 + threadIdx.x) * 8;
    if (i >= count) return;
    float a[8], b[8];
    load8<X>(x, i, a);
    load8<Y>(y, i, b);
#if GATED
    float g[8];
    load8<S>(gate, i % D, g);
#pragma unroll
    for (int j = 0; j < 8; j++) a[j] += GATED == 1 ? b[j] * g[j] : b[j] + g[j];
#else
#pragma unroll
    for (int j = 0; j < 8; j++) a[j] += b[j];
#endif
    store8<X>(out, i, a);
}
