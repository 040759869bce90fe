// Statistics and digest of a tensor [count] in X in one read. Each block takes CHUNK 64-bit words and writes its partial numbers: non-finite count, min, max,
// sum and sum of squares of the finite elements in fp64, and the multilinear hash of its words. tap_finish adds the parts up, in order.
// The last word is padded with zeros (TensorDigest's definition). Macros: X, CHUNK (divides 2^18, a multiple of 512).
#define ELEMENTS (8 / (int)X::Bytes)
#define PER (2 * ELEMENTS) // elements of 16 bytes

__device__ __forceinline__ unsigned long long mixed(unsigned long long z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

__device__ __forceinline__ unsigned long long factor(unsigned long long stream, i64 word)
{
    return mixed(stream + (unsigned long long)(word & 0x3ffff) * 0x9e3779b97f4a7c15ull) * 2ull + 1ull;
}

// word * h + upper * g: the upper half, with its sign, once more by itself, so that changed top bits do not cancel.
__device__ __forceinline__ unsigned long long hashed(unsigned long long word, unsigned long long words, unsigned long long uppers, i64 place)
{
    return word * factor(words, place) + (unsigned long long)((i64)word >> 32) * factor(uppers, place);
}

struct Numbers { double count, least, most, sum, squares; unsigned long long hash; };

__device__ __forceinline__ void take(Numbers& n, float v)
{
    if (!(fabsf(v) <= 3.402823466e38f)) { n.count += 1.0; return; }
    const double d = (double)v;
    n.least = fmin(n.least, d); n.most = fmax(n.most, d); n.sum += d; n.squares += d * d;
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
            a.count += b.count; a.least = fmin(a.least, b.least); a.most = fmax(a.most, b.most); a.sum += b.sum; a.squares += b.squares; a.hash += b.hash;
        }
    }
    __syncthreads();
    n = all[0];
}

__device__ __forceinline__ Numbers nothing()
{
    const double inf = __longlong_as_double(0x7ff0000000000000ll);
    return { 0.0, inf, -inf, 0.0, 0.0, 0ull };
}

extern "C" __global__ void __launch_bounds__(256) tap_numbers(const void* x, double* numbers, unsigned long long* hashes, i64 count, unsigned long long multipliers, unsigned long long uppers)
{
    __shared__ Numbers all[256];
    Numbers n = nothing();
    const i64 words = (count + ELEMENTS - 1) / ELEMENTS, begin = (i64)blockIdx.x * CHUNK;
    const i64 end = begin + CHUNK < words ? begin + CHUNK : words;
    for (i64 w = begin + 2 * threadIdx.x; w < end; w += 512) {
        const i64 e = w * ELEMENTS;
        if (e + PER <= count) {
            const uint4 raw = *reinterpret_cast<const uint4*>(static_cast<const u8*>(x) + w * 8);
            n.hash += hashed((unsigned long long)raw.x | (unsigned long long)raw.y << 32, multipliers, uppers, w);
            n.hash += hashed((unsigned long long)raw.z | (unsigned long long)raw.w << 32, multipliers, uppers, w + 1);
            float v[8];
            X::split(raw, v);
#pragma unroll
            for (int j = 0; j < PER; j++) take(n, v[j]);
        } else {
            for (i64 one = w; one < w + 2 && one < words; one++) {
                unsigned long long word = 0;
                for (int j = 0; j < ELEMENTS && one * ELEMENTS + j < count; j++) {
                    word |= (unsigned long long)X::bits(x, one * ELEMENTS + j) << (8 * (int)X::Bytes * j);
                    take(n, X::load(x, one * ELEMENTS + j));
                }
                n.hash += hashed(word, multipliers, uppers, one);
            }
        }
    }
    combine(n, all);
    if (threadIdx.x == 0) {
        double* mine = numbers + (i64)blockIdx.x * 5;
        mine[0] = n.count; mine[1] = n.least; mine[2] = n.most; mine[3] = n.sum; mine[4] = n.squares;
        hashes[blockIdx.x] = n.hash;
    }
}

// One block: all parts to five numbers and the digest, sum over digest blocks of (hash xor place) * (2 place + 1).
extern "C" __global__ void __launch_bounds__(256) tap_finish(const double* numbers, const unsigned long long* hashes, double* out, unsigned long long* digest, i64 parts, unsigned long long places)
{
    __shared__ Numbers all[256];
    Numbers n = nothing();
    for (i64 i = threadIdx.x; i < parts; i += 256) {
        const double* part = numbers + i * 5;
        n.count += part[0]; n.least = fmin(n.least, part[1]); n.most = fmax(n.most, part[2]); n.sum += part[3]; n.squares += part[4];
    }
    const i64 perBlock = 0x40000 / CHUNK, blocks = (parts + perBlock - 1) / perBlock;
    for (i64 b = threadIdx.x; b < blocks; b += 256) {
        unsigned long long hash = 0;
        for (i64 i = b * perBlock; i < (b + 1) * perBlock && i < parts; i++) hash += hashes[i];
        const unsigned long long place = mixed(places + (unsigned long long)b * 0x9e3779b97f4a7c15ull);
        n.hash += (hash ^ place) * (2ull * place + 1ull);
    }
    combine(n, all);
    if (threadIdx.x == 0) {
        out[0] = n.count; out[1] = n.least; out[2] = n.most; out[3] = n.sum; out[4] = n.squares;
        *digest = n.hash;
    }
}
