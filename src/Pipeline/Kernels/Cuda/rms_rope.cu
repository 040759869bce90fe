// RMS norm over a row of D (all heads together), times a weight, then (ROPE 1) rotation of adjacent pairs by the row's angles. In place allowed when X is O.
// blockIdx.y picks the first or the second tensor, so that q and k go in one launch.
// Macros: D, THREADS, HEAD (channels of a head), X and O storage of input and output, S of the weights, ROPE.
#define VEC ((D + 8 * THREADS - 1) / (8 * THREADS))

extern "C" __global__ void __launch_bounds__(THREADS) rms_rope(
    const void* a, const void* weight_a, void* out_a, const void* b, const void* weight_b, void* out_b, const float2* angles, float eps)
{
    const void* x = blockIdx.y ? b : a;
    const void* w = blockIdx.y ? weight_b : weight_a;
    void* out = blockIdx.y ? out_b : out_a;
    const i64 row = (i64)blockIdx.x * D;
    float v[VEC][8];
    float squares = 0.f;
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * THREADS + threadIdx.x) * 8;
        if (c >= D) continue;
        load8<X>(x, row + c, v[i]);
#pragma unroll
        for (int j = 0; j < 8; j++) squares += v[i][j] * v[i][j];
    }
    const float r = rsqrtf(block_sum<THREADS>(squares) / D + eps);
#pragma unroll
    for (int i = 0; i < VEC; i++) {
        const int c = (i * THREADS + threadIdx.x) * 8;
        if (c >= D) continue;
        float g[8];
        load8<S>(w, c, g);
#pragma unroll
        for (int j = 0; j < 8; j++) v[i][j] *= r * g[j];
#if ROPE
        // [rows, HEAD / 2] of (cos, sin); four pairs a thread, 16-byte loads
        const float4* t = reinterpret_cast<const float4*>(angles + (i64)blockIdx.x * (HEAD / 2) + (c % HEAD) / 2);
        const float4 p = t[0], q = t[1];
        const float cs[8] = { p.x, p.y, p.z, p.w, q.x, q.y, q.z, q.w };
#pragma unroll
        for (int j = 0; j < 8; j += 2) {
            const float re = v[i][j], im = v[i][j + 1];
            v[i][j] = re * cs[j] - im * cs[j + 1];
            v[i][j + 1] = re * cs[j + 1] + im * cs[j];
        }
#endif
        store8<O>(out, row + c, v[i]);
    }
}
