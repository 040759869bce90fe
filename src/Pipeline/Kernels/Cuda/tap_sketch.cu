// The count sketch of a tensor [count] in X, dealt in rows of K (Sketcher's definition): place p of the dealt order holds row order[p], belongs to class
// p mod K, and its column c is added to bucket (c + offsets[class]) mod K with the sign of bit p * K + c of a counter stream. Places behind the last whole row
// hold the rest. One warp a row: 16-byte loads of rows that lie anywhere, sums in fp64. Each block writes its own partial sketch, so that adding them up is
// the same every time. Macros: K (a multiple of 64), X. Grid: x class, y segment of the class's places.
#define GROUPS (K / 8)
#define TURNS ((GROUPS + 31) / 32)
#define AHEAD 4

extern "C" __global__ void __launch_bounds__(256) tap_sketch(
    const void* x, const i64* order, const i64* offsets, double* partial, i64 count, unsigned long long signs)
{
    __shared__ double bucket[K];
    const int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    const i64 rows = count / K, places = rows + (count % K != 0);
    double sum[TURNS][8];
#pragma unroll
    for (int t = 0; t < TURNS; t++)
#pragma unroll
        for (int j = 0; j < 8; j++) sum[t][j] = 0.0;

    const i64 step = (i64)K * 8 * gridDim.y;
#pragma unroll 1
    for (i64 p = blockIdx.x + (i64)K * (blockIdx.y * 8 + warp); p < places; p += step * AHEAD) {
        i64 first[AHEAD]; // several rows on their way at once: each waits for its number, then for its elements
#pragma unroll
        for (int a = 0; a < AHEAD; a++) first[a] = p + step * a < rows ? order[p + step * a] * K : p + step * a < places ? rows * K : count;
#pragma unroll
        for (int t = 0; t < TURNS; t++) {
            const int c = (t * 32 + lane) * 8;
            if (c >= K) continue;
            float v[AHEAD][8];
#pragma unroll
            for (int a = 0; a < AHEAD; a++) {
                const i64 at = first[a] + c;
                if (at + 8 <= count) {
                    load8<X>(x, at, v[a]);
                } else {
#pragma unroll
                    for (int j = 0; j < 8; j++) v[a][j] = at + j < count ? X::load(x, at + j) : 0.f;
                }
            }
#pragma unroll
            for (int a = 0; a < AHEAD; a++) {
                const unsigned long long word = mixed(signs + (unsigned long long)(((p + step * a) * K + c) >> 6) * 0x9e3779b97f4a7c15ull);
                const u32 bits = (u32)(word >> (c & 63));
#pragma unroll
                for (int j = 0; j < 8; j++) {
                    const float clean = fabsf(v[a][j]) <= 3.402823466e38f ? v[a][j] : 0.f; // NaN and infinities count as zero
                    sum[t][j] += (double)((bits >> j) & 1 ? clean : -clean);
                }
            }
        }
    }

    for (int i = threadIdx.x; i < K; i += 256) bucket[i] = 0.0;
    const int offset = (int)offsets[blockIdx.x];
    for (int turn = 0; turn < 8; turn++) { // warps one after the other: the same order of summation every time
        __syncthreads();
        if (warp != turn) continue;
#pragma unroll
        for (int t = 0; t < TURNS; t++) {
            const int c = (t * 32 + lane) * 8;
            if (c >= K) continue;
#pragma unroll
            for (int j = 0; j < 8; j++) bucket[(c + j + offset) % K] += sum[t][j];
        }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < K; i += 256) partial[(i64)(blockIdx.y * gridDim.x + blockIdx.x) * K + i] = bucket[i];
}
