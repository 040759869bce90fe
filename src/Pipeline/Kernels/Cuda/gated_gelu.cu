// out = a * gelu(gate), tanh form, in fp32 with one rounding. out [count] in X.
// Macros: X; WIDTH 0: a and gate are tensors of out's layout; else both lie in one joint product,
// whose rows hold 2 * WIDTH columns, and point at their first column in it.
extern "C" __global__ void __launch_bounds__(256) gated_gelu(const void* a, const void* gate, void* out, i64 count)
{
    const i64 i = ((i64)blockIdx.x * 256 + threadIdx.x) * 8;
    if (i >= count) return;
#if WIDTH
    const i64 from = i + i / WIDTH * WIDTH; // row * 2 * WIDTH + column
#else
    const i64 from = i;
#endif
    float x[8], g[8];
    load8<X>(a, from, x);
    load8<X>(gate, from, g);
#pragma unroll
    for (int j = 0; j < 8; j++) {
        const float u = 0.7978845608028654f * (g[j] + 0.044715f * g[j] * g[j] * g[j]);
        x[j] *= g[j] / (1.f + __expf(-2.f * u));
    }
    store8<X>(out, i, x);
}
