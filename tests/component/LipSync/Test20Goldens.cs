using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

/// <summary>Networks filled by a formula, against fp64 runs of the Python code (statistics and a few values; fp32 agrees to 6e-6).</summary>
[Trait("Stage", "20")]
public sealed class Test20Goldens : IDisposable
{
    /// <summary>The goldens' own fp32 error is 6e-6 on values near 1; printed digits add 5e-7.</summary>
    private const double Tolerance = 2e-5;

    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    private static UNetConfig TinyUNet => new(8, 4, [16, 32, 64, 64], [true, true, true, false], [false, true, true, true], 2, 2, 24, 8, 1e-5, true, 0);

    private static VaeConfig Vae => new(3, 4, [16, 32, 64, 64], 2, 8, 0.18215);

    private static WhisperConfig Whisper => new(24, 4, 2, 96, 80, 50);

    [Fact]
    public void The_fill_is_the_documented_one()
    {
        Assert.Equal([-0.97596601f, -0.70423032f, 0.39582486f, -0.7358021f], DeterministicFill.Values(4, 0));
        Assert.Equal([0.34488192f, -0.99641631f], DeterministicFill.Values(2, 5));
    }

    [Fact]
    public void Generator()
    {
        using var unet = DeterministicFill.Network(p => new UNet2DConditionModel(p, TinyUNet));

        var result = unet.Forward(DeterministicFill.Input(0, 2, 8, 16, 16), zeros(2, ScalarType.Int64), DeterministicFill.Input(1, 2, 50, 24), default);

        Agrees(result, [2, 4, 16, 16], -0.0505771, 0.5723546, [-0.212943, 0.308134, -0.063467, -0.323642, -0.059925], [0.780065, 0.452273, 0.034988]);
    }

    [Fact]
    public void Vae_encoder_and_decoder()
    {
        using var vae = DeterministicFill.Network(p => new AutoencoderKL(p, Vae));

        var posterior = vae.Encode(DeterministicFill.Input(2, 1, 3, 64, 64), default);
        var image = vae.Decode(DeterministicFill.Input(3, 1, 4, 8, 8), default);

        Agrees(posterior.Mean, [1, 4, 8, 8], 0.4424286, 0.5678206, [0.249077, 0.013927, -0.412874, 0.274869, 1.061439], [0.457118, 0.108620, 0.702153]);
        Agrees(posterior.LogVariance, [1, 4, 8, 8], 0.1511888, 0.5389920, [0.271395, 0.897578, 1.591635, 0.537161, 0.524699], [0.112770, 0.002575, 0.507157]);
        Agrees(image, [1, 3, 64, 64], 0.2030621, 0.6830503, [0.125351, 0.152304, 0.172379, 0.194760, 0.150045], [-0.110125, -0.125571, -0.077628]);
    }

    [Fact]
    public void Whisper_states_and_their_windows()
    {
        using var encoder = DeterministicFill.Network(p => new WhisperEncoder(p, Whisper));
        var mel = DeterministicFill.Input(4, 1, 80, 100);

        var states = encoder.Forward(mel, default);
        var raw = encoder.Forward(mel, default, rawLast: true).select(2, 4);

        Agrees(states, [1, 50, 5, 24], 0.0126067, 1.1593201, [-0.157104, 0.229893, -0.318964, 0.187234, 0.181622], [0.984886, 0.942709, -1.058443]);
        Agrees(states.select(2, 4), [1, 50, 24], -0.0089253, 0.9638855, [0.322505, -0.105724, -1.156275, -0.115678, -1.224462], [0.984886, 0.942709, -1.058443]);
        Agrees(raw, [1, 50, 24], 0.2867827, 2.0500446, [0.715414, 0.205165, -1.522995, 0.139394, -1.701291], [2.088199, 1.926623, -1.805970]);

        var windows = Windows(states);
        Agrees(windows, [25, 50, 24], 0.0138784, 1.1301803, [0, 0, 0, 0, 0], [0, 0, 0]);
        Agrees(PositionalEncoding.Add(windows), [25, 50, 24], 0.3805332, 1.2923497, [0, 1, 0, 1, 0], [0.999741, 0.010557, 0.999944]);
    }

    [Fact]
    public void Face_parser_at_full_size()
    {
        using var parser = DeterministicFill.Network(p => new BiSeNetNetwork(p, new()));

        var (main, context8, context16) = parser.ForwardAll(DeterministicFill.Input(5, 1, 3, 64, 64), default);

        Agrees(main, [1, 19, 64, 64], -0.2152687, 0.8642000, [0.199444, 0.209280, 0.219116, 0.228952, 0.238788], [1.288578, 1.375097, 1.461616]);
        Agrees(context8, null, 0.0701430, 0.2108809);
        Agrees(context16, null, 0.0114312, 0.2622720);
        var classes = main.argmax(1).flatten().data<long>().ToArray().CountBy(c => c).OrderBy(c => c.Key).ToArray();
        Assert.Equal([new(3, 8), new(4, 2086), new(7, 1733), new(18, 269)], classes);
    }

    [Fact]
    public void Face_detector_at_full_size()
    {
        using var detector = DeterministicFill.Network(p => new S3fdNetwork(p, new()));

        var maps = detector.Forward(DeterministicFill.Input(6, 1, 3, 64, 96) * 100, default);

        Agrees(maps[0].Classes, [1, 2, 16, 24], 0.0195035, 0.0962215, [0.074659, 0.097908, 0.070219, 0.107739, 0.098381], [-0.045897, -0.037610, 0.016696]);
        Agrees(maps[0].Offsets, [1, 4, 16, 24], -0.0342981, 0.0722888, [0.068720, 0.119656, 0.085825, 0.074843, 0.068961], [0.014458, 0.049725, -0.034704]);
        Agrees(maps[3].Classes, [1, 2, 6, 7], -0.0897053, 0.1429551, [-0.020775, 0.042905, -0.115532, -0.080391, -0.232497], [-0.213242, -0.118456, -0.050323]);
        Agrees(maps[5].Offsets, [1, 4, 2, 2], 0.0202895, 0.0662666, [0.071320, 0.122506, 0.118074, 0.152894, 0.011465], [0.008078, -0.091701, -0.027908]);
    }

    public void Dispose() => scope.Dispose();

    /// <summary>Windows of one second at 25 fps over the given states [1, 50, 5, 24].</summary>
    private static Tensor Windows(Tensor states)
    {
        var rule = new FrameWindows(WindowRule.Upstream, Speech.SampleRate, 25);
        var padded = cat([zeros(1, 5, 24), states[0]], 0);
        var rows = Enumerable.Range(0, 250).Select(i => rule.Step(i / 10, i % 10) + 1).ToArray();
        return padded.index_select(0, tensor(rows)).view(25, 50, 24);
    }

    private static void Agrees(Tensor got, long[]? shape, double mean, double deviation, double[]? first = null, double[]? last = null)
    {
        Assert.Equal(shape ?? got.shape, got.shape);
        var values = got.to(ScalarType.Float64).contiguous().flatten();
        Assert.Equal(mean, values.mean().item<double>(), Tolerance);
        Assert.Equal(deviation, values.std(unbiased: false).item<double>(), Tolerance);
        var all = values.data<double>().ToArray();
        Assert.All(first ?? [], (want, i) => Assert.Equal(want, all[i], Tolerance));
        Assert.All(last ?? [], (want, i) => Assert.Equal(want, all[all.Length - last!.Length + i], Tolerance));
    }
}
