using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

/// <summary>Networks in 16 bits against fp32: the bounds that docs/lip-sync.md and <c>workbench parity --dtype</c> state.</summary>
[Trait("Stage", "20")]
public sealed class Test20HalfPrecision : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    /// <summary>Machine epsilons (bf16 2^-8, fp16 2^-11) times the some dozens of roundings on the way.</summary>
    public static TheoryData<ScalarType, double> Bounds => new() { { ScalarType.BFloat16, 1e-1 }, { ScalarType.Float16, 2e-2 } };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Every_network_agrees_with_fp32(ScalarType dtype, double bound)
    {
        var latents = DeterministicFill.Input(0, 2, 8, 16, 16);
        var tokens = DeterministicFill.Input(1, 2, 50, TinyLipSync.UNet.CrossAttentionWidth);
        var image = DeterministicFill.Input(2, 1, 3, 64, 64);
        var mel = DeterministicFill.Input(3, 1, 80, 200);
        var whisper = TinyLipSync.Whisper with { Positions = 100 };

        Agrees(dtype, bound, p => new UNet2DConditionModel(p, TinyLipSync.UNet), (n, to) => n.Forward(to(latents), zeros(2, ScalarType.Int64), to(tokens), default));
        Agrees(dtype, bound, p => new AutoencoderKL(p, TinyLipSync.Vae), (n, to) => n.Encode(to(image), default).Mean);
        Agrees(dtype, bound, p => new AutoencoderKL(p, TinyLipSync.Vae), (n, to) => n.Decode(to(latents.narrow(1, 0, 4)), default));
        Agrees(dtype, bound, p => new WhisperEncoder(p, whisper), (n, to) => n.Forward(to(mel), default));
    }

    public void Dispose() => scope.Dispose();

    private static void Agrees<T>(ScalarType dtype, double bound, Func<ParameterScope, T> build, Func<T, Func<Tensor, Tensor>, Tensor> run)
        where T : IDisposable
    {
        using var exact = DeterministicFill.Network(build);
        using var half = DeterministicFill.Network(build, dtype);
        var (want, got) = (run(exact, x => x), run(half, x => x.to(dtype)).to(ScalarType.Float32));
        var error = ((got - want).norm() / want.norm()).item<float>();
        Assert.True(error > 0 && error < bound, $"{typeof(T).Name} in {dtype}: relative error {error:g3}, bound {bound:g3}");
    }
}
