// Statistics and digest of a tensor [count] in X in one read: non-finite count, min, max, sum and sum of squares of the finite elements (sums in fp64), and the
// multilinear hash of its 64-bit words, digest block by digest block of 2^18 words. A word's factors depend on its place in its digest block, so that a thread
// takes the words of one place in AHEAD digest blocks: making the factors is most of the arithmetic. Each block of threads writes its partial numbers and
// hashes, tap_finish adds them up, in order. The last word is padded with zeros (TensorDigest's definition).
// Macros: X, CHUNK (words of a digest block that a block of threads takes; divides 2^18, a multiple of 512), AHEAD. Grid: x chunk, y AHEAD digest blocks.
#define ELEMENTS (8 / (int)X::Bytes)
#define PER (2 * ELEMENTS) // elements of 16 bytes
#define BLOCK 0x40000ll // words of a digest block

__device__ __forceinline__ unsigned long long factor(unsigned long long stream, int place)
{
    return mixed(stream + (unsigned long long)place * 0x9e3779b97f4a7c15ull) * 2ull + 1ull;
}

// word * h + upper * g: the upper half, with its sign, once more by itself, so that changed top bits do not cancel.
__device__ __forceinline__ unsigned long long hashed(unsigned long long word, unsigned long long h, unsigned long long g)
{
    return word * h + (unsigned long long)((i64)word >> 32) * g;
}

struct Numbers { double sum, squares; unsigned long long hash[AHEAD]; i64 count; float least, most; };

__device__ __forceinline__ void take(Numbers& n, float v)
{
    const bool finite = fabsf(v) <= 3.402823466e38f;
    n.count += !finite;
    n.least = fminf(n.least, finite ? v : __int_as_float(0x7f800000)); n.most = fmaxf(n.most, finite ? v : __int_as_float(0xff800000));
    const double d = (double)(finite ? v : 0.f);
    n.sum += d; n.squares += d * d;
}

// Thread after thread through shared memory, halves onto halves: the same order of summation every time.
__device__ __forceinline__ void combine(Numbers& n, Numbers* all)
{
    all[threadIdx.x] = n;
    for (int half = 128; half > 0; half >>= 1) {
        __syncthreads();
        if (threadIdx.x < half) {
            Numbers& a = all[threadIdx.x];
            const Numbers& b = all[threadIdx.x + half];
            a.count += b.count; a.least = fminf(a.least, b.least); a.most = fmaxf(a.most, b.most); a.sum += b.sum; a.squares += b.squares;
            for (int i = 0; i < AHEAD; i++) a.hash[i] += b.hash[i];
        }
    }
    __syncthreads();
    n = all[0];
}

__device__ __forceinline__ Numbers nothing()
{
    Numbers n;
    n.sum = n.squares = 0.0; n.count = 0; n.least = __int_as_float(0x7f800000); n.most = __int_as_float(0xff800000);
    for (int i = 0; i < AHEAD; i++) n.hash[i] = 0ull;
    return n;
}

extern "C" __global__ void __launch_bounds__(256) tap_numbers(const void* x, double* numbers, unsigned long long* hashes, i64 count, unsigned long long multipliers, unsigned long long uppers)
{
    __shared__ Numbers all[256];
    Numbers n = nothing();
    const i64 words = (count + ELEMENTS - 1) / ELEMENTS, base = (i64)blockIdx.y * AHEAD * BLOCK;
    const bool full = (base + AHEAD * BLOCK) * ELEMENTS <= count;
#pragma unroll 1
    for (int i = 0; i < CHUNK / 512; i++) {
        const int place = blockIdx.x * CHUNK + i * 512 + 2 * threadIdx.x;
        uint4 raw[AHEAD];
        if (full) {
#pragma unroll
            for (int a = 0; a < AHEAD; a++) raw[a] = reinterpret_cast<const uint4*>(x)[(base + a * BLOCK + place) / 2];
        }
        const unsigned long long f0 = factor(multipliers, place), u0 = factor(uppers, place), f1 = factor(multipliers, place + 1), u1 = factor(uppers, place + 1);
#pragma unroll
        for (int a = 0; a < AHEAD; a++) {
            const i64 w = base + a * BLOCK + place;
            if (!full && (w + 2) * ELEMENTS > count) {
                for (i64 one = w; one < w + 2 && one < words; one++) {
                    unsigned long long word = 0;
                    for (int j = 0; j < ELEMENTS && one * ELEMENTS + j < count; j++) {
                        word |= (unsigned long long)X::bits(x, one * ELEMENTS + j) << (8 * (int)X::Bytes * j);
                        take(n, X::load(x, one * ELEMENTS + j));
                    }
                    n.hash[a] += one == w ? hashed(word, f0, u0) : hashed(word, f1, u1);
                }
                continue;
            }
            if (!full) raw[a] = reinterpret_cast<const uint4*>(x)[w / 2];
            n.hash[a] += hashed((unsigned long long)raw[a].x | (unsigned long long)raw[a].y << 32, f0, u0);
            n.hash[a] += hashed((unsigned long long)raw[a].z | (unsigned long long)raw[a].w << 32, f1, u1);
            float v[8];
            X::split(raw[a], v);
#pragma unroll
            for (int j = 0; j < PER; j++) take(n, v[j]);
        }
    }
    combine(n, all);
    if (threadIdx.x == 0) {
        double* mine = numbers + ((i64)blockIdx.y * gridDim.x + blockIdx.x) * 5;
        mine[0] = (double)n.count; mine[1] = n.least; mine[2] = n.most; mine[3] = n.sum; mine[4] = n.squares;
        for (int a = 0; a < AHEAD; a++) hashes[((i64)blockIdx.y * AHEAD + a) * gridDim.x + blockIdx.x] = n.hash[a];
    }
}

// One block: all parts to five numbers and the digest, sum over digest blocks of (hash xor place) * (2 place + 1). chunks: x size of the grid of tap_numbers.
extern "C" __global__ void __launch_bounds__(256) tap_finish(const double* numbers, const unsigned long long* hashes, double* out, unsigned long long* digest, i64 parts, i64 chunks, i64 blocks, unsigned long long places)
{
    __shared__ Numbers all[256];
    Numbers n = nothing();
    for (i64 i = threadIdx.x; i < parts; i += 256) {
        const double* part = numbers + i * 5;
        n.count += (i64)part[0]; n.least = fminf(n.least, (float)part[1]); n.most = fmaxf(n.most, (float)part[2]); n.sum += part[3]; n.squares += part[4];
    }
    for (i64 b = threadIdx.x; b < blocks; b += 256) {
        unsigned long long hash = 0;
        for (i64 i = 0; i < chunks; i++) hash += hashes[b * chunks + i];
        const unsigned long long place = mixed(places + (unsigned long long)b * 0x9e3779b97f4a7c15ull);
        n.hash[0] += (hash ^ place) * (2ull * place + 1ull);
    }
    combine(n, all);
    if (threadIdx.x == 0) {
        out[0] = (double)n.count; out[1] = n.least; out[2] = n.most; out[3] = n.sum; out[4] = n.squares;
        *digest = n.hash[0];
    }
}
