// out = a * gelu(gate), tanh form, in fp32 with one rounding. a, gate, out [count] in X.
extern "C" __global__ void __launch_bounds__(256) gated_gelu(const void* a, const void* gate, void* out, i64 count)
{
    const i64 i = ((i64)blockIdx.x * 256 + threadIdx.x) * 8;
    if (i >= count) return;
    float x[8], g[8];
    load8<X>(a, i, x);
    load8<X>(gate, i, g);
#pragma unroll
    for (int j = 0; j < 8; j++) {
        const float u = 0.7978845608028654f * (g[j] + 0.044715f * g[j] * g[j] * g[j]);
        x[j] *= g[j] / (1.f + __expf(-2.f * u));
    }
    store8<X>(out, i, x);
}
