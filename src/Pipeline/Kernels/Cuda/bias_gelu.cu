// x = gelu(x + bias), tanh form, in place, in fp32 with one rounding. x [count] in X, rows of D; bias [D] in X. Macros: X, D.
extern "C" __global__ void __launch_bounds__(256) bias_gelu(void* x, const void* bias, i64 count)
{
    const i64 i = ((i64)blockIdx.x * 256 + threadIdx.x) * 8;
    if (i >= count) return;
    float v[8], b[8];
    load8<X>(x, i, v);
    load8<X>(bias, i % D, b);
#pragma unroll
    for (int j = 0; j < 8; j++) {
        const float s = v[j] + b[j];
        const float u = 0.7978845608028654f * (s + 0.044715f * s * s * s);
        v[j] = s / (1.f + __expf(-2.f * u));
    }
    store8<X>(x, i, v);
}
