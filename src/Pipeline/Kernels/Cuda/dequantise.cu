// GGUF blocks to floats, bit for bit as ggml computes them in fp32 (no contraction into fma), then rounded once to O.
// Each thread makes eight consecutive elements: 16-byte coalesced stores, eight quants by the widest loads that the block's size leaves aligned.
// Writes dominate the traffic. Blocks start at a multiple of eight bytes. Macros: TYPE (ggml's type id), O.
#define MUL __fmul_rn
#define SUB __fsub_rn
#define ADD __fadd_rn

__device__ __forceinline__ float half_at(const u8* p) { float v[2]; F16::unpack((u32)*reinterpret_cast<const u16*>(p), v); return v[0]; }

// Eight bytes from an address that is a multiple of A, as two words.
template <int A> __device__ __forceinline__ void words8(const u8* p, u32& lo, u32& hi) {
    if (A >= 8) { uint2 w = *reinterpret_cast<const uint2*>(p); lo = w.x; hi = w.y; }
    else if (A == 4) { const u32* w = reinterpret_cast<const u32*>(p); lo = w[0]; hi = w[1]; }
    else { const u16* w = reinterpret_cast<const u16*>(p); lo = w[0] | ((u32)w[1] << 16); hi = w[2] | ((u32)w[3] << 16); }
}

// The same, byte by byte.
template <int A> __device__ __forceinline__ void bytes8(const u8* p, u32* q) {
    u32 lo, hi;
    words8<A>(p, lo, hi);
#pragma unroll
    for (int i = 0; i < 4; i++) { q[i] = (lo >> (8 * i)) & 255u; q[i + 4] = (hi >> (8 * i)) & 255u; }
}

// Byte i of two words, less a bias, as a float: 2^23 + byte is a float with the byte at its end, and the difference is exact. Fields are cut out of four
// bytes at a time before, so that an element costs three instructions.
__device__ __forceinline__ float byte_less(u32 lo, u32 hi, int i, float bias) {
    return SUB(__uint_as_float(__byte_perm(i < 4 ? lo : hi, 0x4b000000u, 0x7540u | (u32)(i & 3))), 8388608.f + bias);
}

// The IQ4 code book -127 -104 -83 -65 -49 -35 -22 -10 1 13 25 38 53 69 89 113 in four registers: lanes that read different entries of a table
// in constant memory would wait for each other.
__device__ __forceinline__ int iq4(u32 n) {
    const u32 low = __byte_perm(0xbfad9881u, 0xf6eaddcfu, n & 7), high = __byte_perm(0x26190d01u, 0x71594535u, n & 7);
    return (signed char)(n & 8 ? high : low);
}

#if TYPE == 2 // Q4_0
#define ELEMS 32
#define BYTES 18
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const float d = half_at(b); u32 q[8]; bytes8<2>(b + 2 + (j & 15), q); const int s = j & 16 ? 4 : 0;
    for (int i = 0; i < 8; i++) y[i] = MUL(d, (float)((int)((q[i] >> s) & 15) - 8));
}
#elif TYPE == 3 // Q4_1
#define ELEMS 32
#define BYTES 20
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const float d = half_at(b), m = half_at(b + 2); u32 q[8]; bytes8<4>(b + 4 + (j & 15), q); const int s = j & 16 ? 4 : 0;
    for (int i = 0; i < 8; i++) y[i] = ADD(MUL(d, (float)((q[i] >> s) & 15)), m);
}
#elif TYPE == 6 // Q5_0
#define ELEMS 32
#define BYTES 22
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const float d = half_at(b); const u32 h = (u32)b[2] | (u32)b[3] << 8 | (u32)b[4] << 16 | (u32)b[5] << 24;
    u32 q[8]; bytes8<2>(b + 6 + (j & 15), q); const int s = j & 16 ? 4 : 0;
    for (int i = 0; i < 8; i++) y[i] = MUL(d, (float)((int)(((q[i] >> s) & 15) | (((h >> (j + i)) & 1) << 4)) - 16));
}
#elif TYPE == 7 // Q5_1
#define ELEMS 32
#define BYTES 24
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const float d = half_at(b), m = half_at(b + 2); const u32 h = (u32)b[4] | (u32)b[5] << 8 | (u32)b[6] << 16 | (u32)b[7] << 24;
    u32 q[8]; bytes8<8>(b + 8 + (j & 15), q); const int s = j & 16 ? 4 : 0;
    for (int i = 0; i < 8; i++) y[i] = ADD(MUL(d, (float)(((q[i] >> s) & 15) | (((h >> (j + i)) & 1) << 4))), m);
}
#elif TYPE == 8 // Q8_0
#define ELEMS 32
#define BYTES 34
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const float d = half_at(b);
    u32 q[8]; bytes8<2>(b + 2 + j, q);
    for (int i = 0; i < 8; i++) y[i] = MUL(d, (float)(signed char)q[i]);
}
#elif TYPE == 10 // Q2_K
#define ELEMS 256
#define BYTES 84
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const int n = j >> 7, s = (j >> 5) & 3, g = (j >> 4) & 1;
    const u8 sc = b[8 * n + 2 * s + g];
    const float d = MUL(half_at(b + 80), (float)(sc & 15)), m = MUL(half_at(b + 82), (float)(sc >> 4));
    u32 lo, hi; words8<4>(b + 16 + 32 * n + 16 * g + (j & 15), lo, hi);
    lo = (lo >> (2 * s)) & 0x03030303u; hi = (hi >> (2 * s)) & 0x03030303u;
#pragma unroll
    for (int i = 0; i < 8; i++) y[i] = SUB(MUL(d, byte_less(lo, hi, i, 0.f)), m);
}
#elif TYPE == 11 // Q3_K
#define ELEMS 256
#define BYTES 110
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const int n = j >> 7, s = (j >> 5) & 3, g = (j >> 4) & 1, k = 8 * n + 2 * s + g;
    const u8* c = b + 96;
    const int low = k < 8 ? c[k] & 15 : c[k - 8] >> 4;
    const int sc = (low | (((c[8 + (k & 3)] >> (2 * (k >> 2))) & 3) << 4)) - 32;
    const float d = MUL(half_at(b + 108), (float)sc);
    u32 lo, hi, above, top; words8<2>(b + 32 + 32 * n + 16 * g + (j & 15), lo, hi); words8<2>(b + 16 * g + (j & 15), above, top);
    lo = ((lo >> (2 * s)) & 0x03030303u) | (((above >> (4 * n + s)) & 0x01010101u) << 2); // the third bit, and four less: -4 where it is clear
    hi = ((hi >> (2 * s)) & 0x03030303u) | (((top >> (4 * n + s)) & 0x01010101u) << 2);
#pragma unroll
    for (int i = 0; i < 8; i++) y[i] = MUL(d, byte_less(lo, hi, i, 4.f));
}
#elif TYPE == 12 || TYPE == 13 // Q4_K, Q5_K
#define ELEMS 256
#define BYTES (TYPE == 12 ? 144 : 176)
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const int k = j >> 6, half = (j >> 5) & 1, l = j & 31, p = 2 * k + half;
    const u8* c = b + 4;
    const int sc = p < 4 ? c[p] & 63 : (c[p + 4] & 15) | ((c[p - 4] >> 6) << 4);
    const int mn = p < 4 ? c[p + 4] & 63 : (c[p + 4] >> 4) | ((c[p] >> 6) << 4);
    const float d = MUL(half_at(b), (float)sc), m = MUL(half_at(b + 2), (float)mn);
#if TYPE == 12
    u32 lo, hi; words8<8>(b + 16 + 32 * k + l, lo, hi);
    lo = (lo >> (4 * half)) & 0x0f0f0f0fu; hi = (hi >> (4 * half)) & 0x0f0f0f0fu;
#else
    u32 lo, hi, above, top; words8<8>(b + 48 + 32 * k + l, lo, hi); words8<8>(b + 16 + l, above, top);
    lo = ((lo >> (4 * half)) & 0x0f0f0f0fu) | (((above >> p) & 0x01010101u) << 4);
    hi = ((hi >> (4 * half)) & 0x0f0f0f0fu) | (((top >> p) & 0x01010101u) << 4);
#endif
#pragma unroll
    for (int i = 0; i < 8; i++) y[i] = SUB(MUL(d, byte_less(lo, hi, i, 0.f)), m);
}
#elif TYPE == 14 // Q6_K
#define ELEMS 256
#define BYTES 210
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const int n = j >> 7, r = (j >> 5) & 3, l = j & 31;
    const float d = MUL(half_at(b + 208), (float)(signed char)b[192 + 8 * n + (l >> 4) + 2 * r]);
    u32 lo, hi, above, top; words8<2>(b + 64 * n + l + (r & 1 ? 32 : 0), lo, hi); words8<2>(b + 128 + 32 * n + l, above, top); const int s = r & 2 ? 4 : 0;
    lo = ((lo >> s) & 0x0f0f0f0fu) | (((above >> (2 * r)) & 0x03030303u) << 4);
    hi = ((hi >> s) & 0x0f0f0f0fu) | (((top >> (2 * r)) & 0x03030303u) << 4);
#pragma unroll
    for (int i = 0; i < 8; i++) y[i] = MUL(d, byte_less(lo, hi, i, 32.f));
}
#elif TYPE == 20 // IQ4_NL
#define ELEMS 32
#define BYTES 18
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const float d = half_at(b); u32 q[8]; bytes8<2>(b + 2 + (j & 15), q); const int s = j & 16 ? 4 : 0;
    for (int i = 0; i < 8; i++) y[i] = MUL(d, (float)iq4((q[i] >> s) & 15));
}
#elif TYPE == 23 // IQ4_XS
#define ELEMS 256
#define BYTES 136
__device__ __forceinline__ void block8(const u8* b, int j, float* y) {
    const int k = j >> 5; const u32 high = (u32)b[2] | (u32)b[3] << 8;
    const int ls = ((b[4 + (k >> 1)] >> (4 * (k & 1))) & 15) | (((high >> (2 * k)) & 3) << 4);
    const float d = MUL(half_at(b), (float)(ls - 32)); u32 q[8]; bytes8<8>(b + 8 + 16 * k + (j & 15), q); const int s = j & 16 ? 4 : 0;
    for (int i = 0; i < 8; i++) y[i] = MUL(d, (float)iq4((q[i] >> s) & 15));
}
#endif

extern "C" __global__ void __launch_bounds__(256) dequantise(const u8* blocks, void* out, i64 count)
{
    const i64 i = ((i64)blockIdx.x * 256 + threadIdx.x) * 8;
    if (i >= count) return;
    float y[8];
    block8(blocks + i / ELEMS * BYTES, (int)(i % ELEMS), y);
    store8<O>(out, i, y);
}
