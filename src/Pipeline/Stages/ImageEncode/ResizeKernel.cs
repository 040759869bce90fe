using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>
/// A resampling kernel of torch's antialiased interpolation, which is Pillow's. Arithmetic in fp32 where torch has it.
/// Source: aten/src/ATen/native/cpu/UpSampleKernel.cpp, HelperInterpBase::_compute_index_ranges_weights.
/// </summary>
/// <param name="support">Half width at scale one.</param>
/// <param name="value">The kernel.</param>
internal sealed class ResizeKernel(float support, Func<float, float> value)
{
    private const float A = -0.5f;

    /// <summary>Keys' cubic with a = -0.5.</summary>
    public static ResizeKernel Cubic { get; } = new(2, t => MathF.Abs(t) switch
    {
        < 1 and var x => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
        < 2 and var x => ((((x - 5) * x) + 8) * x - 4) * A,
        _ => 0,
    });

    /// <summary>Linear interpolation.</summary>
    public static ResizeKernel Triangle { get; } = new(1, t => MathF.Max(0, 1 - MathF.Abs(t)));

    /// <summary>Weights [outputs, inputs]; each row sums to one.</summary>
    public Tensor Matrix(long inputs, long outputs)
    {
        var weights = new float[outputs * inputs];
        var scale = (float)inputs / outputs;
        var widened = MathF.Max(scale, 1);
        for (var i = 0; i < outputs; i++)
        {
            var center = scale * (i + 0.5f);
            var first = Math.Max((long)(center - (support * widened) + 0.5f), 0);
            var end = Math.Min((long)(center + (support * widened) + 0.5f), inputs);
            float sum = 0;
            for (var j = first; j < end; j++)
            {
                sum += weights[(i * inputs) + j] = value((j - center + 0.5f) / widened);
            }

            for (var j = first; j < end; j++)
            {
                weights[(i * inputs) + j] /= sum;
            }
        }

        return tensor(weights, [outputs, inputs]);
    }
}
