// out[b, h, i, j] = masked[b, j] ? lowest : table[buckets[i, j], h]: a gather, a transposition and a fill in one pass that only writes.
// table [buckets, heads] in X, buckets [L, L] int64, masked [b, L] one byte each, out [b, heads, L, L] in X. blockIdx.y is b * heads + h; eight keys a thread.
// Macro: X.
__device__ __forceinline__ float element(const u16* p, i64 i) { float v[2]; X::unpack((u32)p[i], v); return v[0]; }

extern "C" __global__ void __launch_bounds__(256) position_bias(
    const u16* table, const i64* buckets, const u8* masked, void* out, int heads, int length, float lowest)
{
    const i64 area = (i64)length * length;
    const i64 at = ((i64)blockIdx.x * 256 + threadIdx.x) * 8;
    if (at >= area) return;
    const int h = blockIdx.y % heads, b = blockIdx.y / heads, j = (int)(at % length);
    float v[8];
#pragma unroll
    for (int k = 0; k < 8; k++) v[k] = masked[(i64)b * length + j + k] ? lowest : element(table, buckets[at + k] * heads + h);
    store8<X>(out, blockIdx.y * area + at, v);
}
