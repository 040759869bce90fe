using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>GGUF blocks of random bytes made on the device, with scales that give weights of the size a trained layer has.</summary>
public static class RandomBlocks
{
    /// <summary>Where a type keeps its fp16 scales, and what they are in units of one standard deviation of the weights.</summary>
    private static readonly Dictionary<StoredType, (int Offset, double Factor)[]> Scales = new()
    {
        // 1 / (deviation of uniform quants); minima take the mean of the quants away, K types also have random 4 to 8-bit sub-scales
        [StoredType.Q4_0] = [(0, 1 / 4.6)],
        [StoredType.Q4_1] = [(0, 1 / 4.6), (2, -7.5 / 4.6)],
        [StoredType.Q5_0] = [(0, 1 / 9.2)],
        [StoredType.Q5_1] = [(0, 1 / 9.2), (2, -15.5 / 9.2)],
        [StoredType.Q8_0] = [(0, 1 / 74.0)],
        [StoredType.Q2_K] = [(80, 1 / 12.0), (82, 1.5 / 12)],
        [StoredType.Q3_K] = [(108, 1 / 43.0)],
        [StoredType.Q4_K] = [(0, 1 / 250.0), (2, 7.5 / 250)],
        [StoredType.Q5_K] = [(0, 1 / 500.0), (2, 15.5 / 500)],
        [StoredType.Q6_K] = [(208, 1 / 1370.0)],
        [StoredType.IQ4_NL] = [(0, 1 / 70.0)],
        [StoredType.IQ4_XS] = [(0, 1 / 1300.0)],
    };

    /// <summary>Types that can be made.</summary>
    public static IReadOnlyCollection<StoredType> Types => Scales.Keys;

    /// <summary>uint8 [outputs * inputs / block elements, block bytes] for a layer; from torch's generator, so seed that.</summary>
    /// <exception cref="ArgumentException">The type is not among <see cref="Types"/>, or inputs are no whole number of blocks.</exception>
    public static Tensor Make(StoredType type, long outputs, long inputs, Device device)
    {
        var (elements, size) = type.Block();
        if (!Scales.ContainsKey(type) || inputs % elements != 0)
        {
            throw new ArgumentException($"no random blocks of {type} for {inputs} inputs; expected one of {string.Join(", ", Types)} and a multiple of {elements}");
        }

        return Scaled(type, randint(0, 256, [outputs * inputs / elements, size], ScalarType.Byte, device), inputs);
    }

    /// <summary>Sets the scales in blocks of random bytes, in place.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="bytes">uint8 [blocks, block bytes].</param>
    /// <param name="inputs">Inputs of the layer: the weights get a variance of one over them.</param>
    public static Tensor Scaled(StoredType type, Tensor bytes, long inputs)
    {
        using var scope = NewDisposeScope();
        foreach (var (offset, factor) in Scales[type])
        {
            var bits = BitConverter.HalfToUInt16Bits((Half)(factor / Math.Sqrt(inputs)));
            bytes.narrow(1, offset, 1).fill_(bits & 255);
            bytes.narrow(1, offset + 1, 1).fill_(bits >> 8);
        }

        return bytes;
    }
}
