// LayerNorm over a row of D, then n * (ONE + mul) + add, in fp32 with one rounding at the end. One block per row; the row stays in registers,
// so device memory sees each element once in and once out.
// Macros: D, THREADS; X, Y, S, O storage types of the stream, the added branch, the vectors, the output;
//   RESIDUAL 0 none, 1 x += y, 2 x += y * gate (x is written back, rounded to X, and that rounded value is normalised);
//   ONE 1 for modulation (1 + scale), 0 for an affine weight; QUANT 1 writes e4m3 with one scale a row instead of O.
#define VEC ((D + 8 * THREADS - 1) / (8 * THREADS))

extern "C" __global__ void __launch_bounds__(THREADS) layer_norm(
    void* x, const void* y, const void* gate, const void* mul, const void* add, void* out, float* out_scale, float eps)
{
    const i64 row = (i64)blockIdx.x * D;
    float v[VEC][8];
    float sum = 0.f;
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * THREADS + threadIdx.x) * 8;
        if (c >= D) continue;
        load8<X>(x, row + c, v[i]);
#if RESIDUAL
        float branch[8];
        load8<Y>(y, row + c, branch);
#if RESIDUAL == 2
        float g[8];
        load8<S>(gate, c, g);
#pragma unroll
        for (int j = 0; j < 8; j++) v[i][j] = X::round(v[i][j] + branch[j] * g[j]);
#else
#pragma unroll
        for (int j = 0; j < 8; j++) v[i][j] = X::round(v[i][j] + branch[j]);
#endif
        store8<X>(x, row + c, v[i]);
#endif
#pragma unroll
        for (int j = 0; j < 8; j++) sum += v[i][j];
    }
    const float mean = block_sum<THREADS>(sum) / D;
    float squares = 0.f;
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        if ((i * THREADS + threadIdx.x) * 8 >= D) continue;
#pragma unroll
        for (int j = 0; j < 8; j++) { v[i][j] -= mean; squares += v[i][j] * v[i][j]; }
    }
    const float rstd = rsqrtf(block_sum<THREADS>(squares) / D + eps);
    float largest = 0.f;
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * THREADS + threadIdx.x) * 8;
        if (c >= D) continue;
        float m[8], a[8];
        load8<S>(mul, c, m);
        load8<S>(add, c, a);
#pragma unroll
        for (int j = 0; j < 8; j++) {
            v[i][j] = v[i][j] * rstd * (m[j] + (float)ONE) + a[j];
#if QUANT
            v[i][j] = O::round(v[i][j]);
            largest = fmaxf(largest, fabsf(v[i][j]));
#endif
        }
#if !QUANT
        store8<O>(out, row + c, v[i]);
#endif
    }
#if QUANT
    largest = block_max<THREADS>(largest);
    const float scale = __fdiv_rn(largest, 448.f);
    if (threadIdx.x == 0) out_scale[blockIdx.x] = scale;
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * THREADS + threadIdx.x) * 8;
        if (c < D) store8_e4m3(out, row + c, v[i], scale);
    }
#endif
}
