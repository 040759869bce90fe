using System.Collections.Frozen;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf.Formats;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>The decoder of each block type.</summary>
internal static class BlockDecoders
{
    private static readonly FrozenDictionary<StoredType, BlockDecoder.Decode> All = new Dictionary<StoredType, BlockDecoder.Decode>
    {
        [StoredType.Q1_0] = BlockDecoder.For<Q1_0>(StoredType.Q1_0),
        [StoredType.Q2_0] = BlockDecoder.For<Q2_0>(StoredType.Q2_0),
        [StoredType.Q4_0] = BlockDecoder.For<Q4_0>(StoredType.Q4_0),
        [StoredType.Q4_1] = BlockDecoder.For<Q4_1>(StoredType.Q4_1),
        [StoredType.Q5_0] = BlockDecoder.For<Q5_0>(StoredType.Q5_0),
        [StoredType.Q5_1] = BlockDecoder.For<Q5_1>(StoredType.Q5_1),
        [StoredType.Q8_0] = BlockDecoder.For<Q8_0>(StoredType.Q8_0),
        [StoredType.Q2_K] = BlockDecoder.For<Q2_K>(StoredType.Q2_K),
        [StoredType.Q3_K] = BlockDecoder.For<Q3_K>(StoredType.Q3_K),
        [StoredType.Q4_K] = BlockDecoder.For<Q4_K>(StoredType.Q4_K),
        [StoredType.Q5_K] = BlockDecoder.For<Q5_K>(StoredType.Q5_K),
        [StoredType.Q6_K] = BlockDecoder.For<Q6_K>(StoredType.Q6_K),
        [StoredType.IQ1_S] = BlockDecoder.For<IQ1_S>(StoredType.IQ1_S),
        [StoredType.IQ1_M] = BlockDecoder.For<IQ1_M>(StoredType.IQ1_M),
        [StoredType.IQ2_XXS] = BlockDecoder.For<IQ2_XXS>(StoredType.IQ2_XXS),
        [StoredType.IQ2_XS] = BlockDecoder.For<IQ2_XS>(StoredType.IQ2_XS),
        [StoredType.IQ2_S] = BlockDecoder.For<IQ2_S>(StoredType.IQ2_S),
        [StoredType.IQ3_XXS] = BlockDecoder.For<IQ3_XXS>(StoredType.IQ3_XXS),
        [StoredType.IQ3_S] = BlockDecoder.For<IQ3_S>(StoredType.IQ3_S),
        [StoredType.IQ4_NL] = BlockDecoder.For<IQ4_NL>(StoredType.IQ4_NL),
        [StoredType.IQ4_XS] = BlockDecoder.For<IQ4_XS>(StoredType.IQ4_XS),
        [StoredType.TQ1_0] = BlockDecoder.For<TQ1_0>(StoredType.TQ1_0),
        [StoredType.TQ2_0] = BlockDecoder.For<TQ2_0>(StoredType.TQ2_0),
        [StoredType.MXFP4] = BlockDecoder.For<MXFP4>(StoredType.MXFP4),
        [StoredType.NVFP4] = BlockDecoder.For<NVFP4>(StoredType.NVFP4),
    }.ToFrozenDictionary();

    /// <summary>Every block type that is read.</summary>
    public static IEnumerable<StoredType> Types => All.Keys;

    public static BlockDecoder.Decode Of(StoredType type) => All[type];
}
