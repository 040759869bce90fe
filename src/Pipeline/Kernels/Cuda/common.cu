// What every kernel shares: 16-bit floats as bits, eight elements at a time, reductions over a block. No CUDA headers are needed.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef long long i64;

__device__ __forceinline__ float bits_to_float(u32 w) { return __uint_as_float(w); }

// Storage types. Each reads and writes eight consecutive elements; addresses are multiples of eight elements.
struct BF16 {
    static const int Bytes = 2;
    static __device__ __forceinline__ u32 bits(const void* p, i64 i) { return static_cast<const u16*>(p)[i]; }
    static __device__ __forceinline__ float load(const void* p, i64 i) { return bits_to_float(bits(p, i) << 16); }
    static __device__ __forceinline__ void split(uint4 w, float* v) { unpack(w.x, v); unpack(w.y, v + 2); unpack(w.z, v + 4); unpack(w.w, v + 6); }
    static __device__ __forceinline__ void unpack(u32 w, float* v) { v[0] = bits_to_float(w << 16); v[1] = bits_to_float(w & 0xffff0000u); }
    static __device__ __forceinline__ u32 pack(float lo, float hi) { u32 r; asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(hi), "f"(lo)); return r; }
    static __device__ __forceinline__ float round(float x) { float v[2]; unpack(pack(x, 0.f), v); return v[0]; }
};
struct F16 {
    static const int Bytes = 2;
    static __device__ __forceinline__ u32 bits(const void* p, i64 i) { return static_cast<const u16*>(p)[i]; }
    static __device__ __forceinline__ float load(const void* p, i64 i) { float v[2]; unpack(bits(p, i), v); return v[0]; }
    static __device__ __forceinline__ void split(uint4 w, float* v) { unpack(w.x, v); unpack(w.y, v + 2); unpack(w.z, v + 4); unpack(w.w, v + 6); }
    static __device__ __forceinline__ void unpack(u32 w, float* v) {
        asm("{ .reg .b16 l, h; mov.b32 {l, h}, %2; cvt.f32.f16 %0, l; cvt.f32.f16 %1, h; }" : "=f"(v[0]), "=f"(v[1]) : "r"(w));
    }
    static __device__ __forceinline__ u32 pack(float lo, float hi) { u32 r; asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(hi), "f"(lo)); return r; }
    static __device__ __forceinline__ float round(float x) { float v[2]; unpack(pack(x, 0.f), v); return v[0]; }
};
struct F32 {
    static const int Bytes = 4;
    static __device__ __forceinline__ u32 bits(const void* p, i64 i) { return static_cast<const u32*>(p)[i]; }
    static __device__ __forceinline__ float load(const void* p, i64 i) { return static_cast<const float*>(p)[i]; }
    static __device__ __forceinline__ void split(uint4 w, float* v) { v[0] = bits_to_float(w.x); v[1] = bits_to_float(w.y); v[2] = bits_to_float(w.z); v[3] = bits_to_float(w.w); }
    static __device__ __forceinline__ float round(float x) { return x; }
};

template <class T> __device__ __forceinline__ void load8(const void* p, i64 i, float* v) {
    uint4 w = *reinterpret_cast<const uint4*>(static_cast<const u16*>(p) + i);
    T::unpack(w.x, v); T::unpack(w.y, v + 2); T::unpack(w.z, v + 4); T::unpack(w.w, v + 6);
}
template <> __device__ __forceinline__ void load8<F32>(const void* p, i64 i, float* v) {
    const float4* q = reinterpret_cast<const float4*>(static_cast<const float*>(p) + i);
    float4 a = q[0], b = q[1];
    v[0] = a.x; v[1] = a.y; v[2] = a.z; v[3] = a.w; v[4] = b.x; v[5] = b.y; v[6] = b.z; v[7] = b.w;
}
template <class T> __device__ __forceinline__ void store8(void* p, i64 i, const float* v) {
    uint4 w = make_uint4(T::pack(v[0], v[1]), T::pack(v[2], v[3]), T::pack(v[4], v[5]), T::pack(v[6], v[7]));
    *reinterpret_cast<uint4*>(static_cast<u16*>(p) + i) = w;
}
template <> __device__ __forceinline__ void store8<F32>(void* p, i64 i, const float* v) {
    float4* q = reinterpret_cast<float4*>(static_cast<float*>(p) + i);
    q[0] = make_float4(v[0], v[1], v[2], v[3]); q[1] = make_float4(v[4], v[5], v[6], v[7]);
}

// float8 e4m3fn, round to nearest even, saturating at 448; two at a time where the chip has the instruction (8.9 and later).
__device__ __forceinline__ u8 e4m3_software(float x) {
    u32 sign = (__float_as_uint(x) >> 24) & 0x80u;
    float a = fminf(fabsf(x), 448.f);
    if (x != x) return (u8)(sign | 0x7fu);
    if (a < 0.015625f) return (u8)(sign | (u32)__float2int_rn(a * 512.f)); // subnormals step by 2^-9; 8 is the first normal
    u32 b = __float_as_uint(a);
    b += 0x7ffffu + ((b >> 20) & 1u);
    return (u8)(sign | ((b >> 20) - (120u << 3)));
}
__device__ __forceinline__ u16 e4m3x2(float lo, float hi) {
#if __CUDA_ARCH__ >= 890
    u16 r; asm("cvt.rn.satfinite.e4m3x2.f32 %0, %1, %2;" : "=h"(r) : "f"(hi), "f"(lo)); return r;
#else
    return (u16)(e4m3_software(lo) | (e4m3_software(hi) << 8));
#endif
}
// v / scale, correctly rounded, so that codes are torch's also next to a tie. inverse is 1 / scale correctly rounded: one step from v * inverse gives the
// quotient (Markstein, IA-64 and elementary functions, 8.3), which is three instructions where a division is ten. Scales outside the safe range divide.
__device__ __forceinline__ float quotient(float v, float scale, float inverse, bool safe) {
    if (!safe) return __fdiv_rn(v, scale);
    const float q = v * inverse;
    return fmaf(fmaf(-q, scale, v), inverse, q);
}
// v / scale in e4m3; a scale of zero belongs to a row of zeros.
__device__ __forceinline__ void store8_e4m3(void* p, i64 i, const float* v, float scale) {
    const bool safe = scale > 1e-30f && scale < 1e30f;
    const float divisor = scale == 0.f ? 1.f : scale, inverse = __frcp_rn(divisor);
    float q[8];
#pragma unroll
    for (int j = 0; j < 8; j++) q[j] = quotient(v[j], divisor, inverse, safe);
    uint2 w;
    w.x = e4m3x2(q[0], q[1]) | ((u32)e4m3x2(q[2], q[3]) << 16);
    w.y = e4m3x2(q[4], q[5]) | ((u32)e4m3x2(q[6], q[7]) << 16);
    *reinterpret_cast<uint2*>(static_cast<u8*>(p) + i) = w;
}

template <int N> __device__ __forceinline__ float block_sum(float x) {
    __shared__ float parts[32];
    for (int o = 16; o > 0; o >>= 1) x += __shfl_xor_sync(0xffffffffu, x, o);
    __syncthreads(); // the previous reduction may still be read
    if ((threadIdx.x & 31) == 0) parts[threadIdx.x >> 5] = x;
    __syncthreads();
    float total = 0.f;
    for (int i = 0; i < N / 32; i++) total += parts[i];
    return total;
}
template <int N> __device__ __forceinline__ float block_max(float x) {
    __shared__ float parts[32];
    for (int o = 16; o > 0; o >>= 1) x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, o));
    __syncthreads();
    if ((threadIdx.x & 31) == 0) parts[threadIdx.x >> 5] = x;
    __syncthreads();
    float largest = parts[0];
    for (int i = 1; i < N / 32; i++) largest = fmaxf(largest, parts[i]);
    return largest;
}

// SplitMix64's finaliser: word number n of a counter stream is mixed(stream + n * 0x9e3779b97f4a7c15) (the harness's CounterHash).
__device__ __forceinline__ unsigned long long mixed(unsigned long long z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}
