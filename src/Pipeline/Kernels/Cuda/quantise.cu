// Per-row e4m3 quantisation of x [rows, D] in X: scale = max|row| / 448, one scale a row; an all-zero row gets scale 0 and zeros.
// GELU 1 applies gelu (tanh form) first, rounded to X as the unfused path has it. One block per row, one read and one write of the row.
#define VEC ((D + 8 * THREADS - 1) / (8 * THREADS))

__device__ __forceinline__ float gelu_tanh(float x)
{
    // 0.5 x (1 + tanh(u)) = x * sigmoid(2u), u = sqrt(2/pi) (x + 0.044715 x^3)
    const float u = 0.7978845608028654f * (x + 0.044715f * x * x * x);
    return x / (1.f + __expf(-2.f * u));
}

extern "C" __global__ void __launch_bounds__(THREADS) quantise(const void* x, void* out, float* out_scale)
{
    const i64 row = (i64)blockIdx.x * D;
    float v[VEC][8];
    float largest = 0.f;
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * THREADS + threadIdx.x) * 8;
        if (c >= D) continue;
        load8<X>(x, row + c, v[i]);
#pragma unroll
        for (int j = 0; j < 8; j++) {
#if GELU
            v[i][j] = X::round(gelu_tanh(v[i][j]));
#endif
            largest = fmaxf(largest, fabsf(v[i][j]));
        }
    }
    largest = block_max<THREADS>(largest);
    const float scale = __fdiv_rn(largest, 448.f);
    if (threadIdx.x == 0) out_scale[blockIdx.x] = scale;
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * THREADS + threadIdx.x) * 8;
        if (c < D) store8_e4m3(out, row + c, v[i], scale);
    }
}
