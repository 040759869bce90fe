// silu(x / max(||x||, 1e-12) * sqrt(C) * gamma) over the C innermost values of each position, in fp32 with one rounding.
// LANES lanes share a position (a power of two that divides C / 8); a block of 256 threads takes 256 / LANES neighbouring positions.
// With BIAS 1 bias [C] is added to x first, without a rounding between. With FOLD 1 each frame of `plane` positions is written three times: frame f lies at
// place 2 - g of the three beside each other that frame f + g of out [frames, plane, 3, C] holds, so that a 3x3x3 convolution is a 3x3 one of 3 C channels.
// Macros: C, LANES, X, BIAS, FOLD.
#define VEC (C / 8 / LANES)

extern "C" __global__ void __launch_bounds__(256) norm_silu(const void* x, const void* bias, const void* gamma, void* out, i64 positions, i64 plane)
{
    const i64 position = (i64)blockIdx.x * (256 / LANES) + threadIdx.x / LANES;
    const int lane = threadIdx.x % LANES;
    const bool inside = position < positions;
    float v[VEC][8];
    float squares = 0.f;
    if (inside) {
#pragma unroll
        for (int i = 0; i < VEC; i++) {
            load8<X>(x, position * C + (i * LANES + lane) * 8, v[i]);
#if BIAS
            float b[8];
            load8<X>(bias, (i * LANES + lane) * 8, b);
#pragma unroll
            for (int j = 0; j < 8; j++) v[i][j] += b[j];
#endif
#pragma unroll
            for (int j = 0; j < 8; j++) squares += v[i][j] * v[i][j];
        }
    }
#pragma unroll
    for (int o = LANES / 2; o > 0; o >>= 1) squares += __shfl_xor_sync(0xffffffffu, squares, o);
    if (!inside) return;
    const float scale = sqrtf((float)C) / fmaxf(sqrtf(squares), 1e-12f);
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * LANES + lane) * 8;
        float g[8];
        load8<X>(gamma, c, g);
#pragma unroll
        for (int j = 0; j < 8; j++) {
            const float y = v[i][j] * scale * g[j];
            v[i][j] = y / (1.f + __expf(-y));
        }
#if FOLD
#pragma unroll
        for (int g = 0; g < 3; g++) {
            const i64 to = position + g * plane;
            if (to < positions) store8<X>(out, (to * 3 + 2 - g) * C + c, v[i]);
        }
#else
        store8<X>(out, position * C + c, v[i]);
#endif
    }
}
