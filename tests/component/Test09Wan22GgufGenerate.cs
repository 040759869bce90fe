using System.Globalization;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages.DitStep;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Every quantisation scheme runs end to end on the tiny model, and moves the DIT step by no more than docs/quantisation.md records.</summary>
[Trait("Stage", "12")]
public sealed class Test09Wan22GgufGenerate(TinyModels models) : IClassFixture<TinyModels>
{
    private const string Start = "<!-- error table: made by tests/component/Test09Wan22GgufGenerate.cs -->\n";
    private const string End = "<!-- end of error table -->";

    /// <summary>The numbers come from fp32 sums, whose order differs from machine to machine: 1e-5 of them, and two digits are shown.</summary>
    private const double Slack = 0.06;

    private static readonly string[] Schemes =
    [
        "gguf-F32", "gguf-BF16", "gguf-F16", "gguf-Q8_0", "gguf-Q6_K", "gguf-Q5_K_M", "gguf-Q5_K_S", "gguf-Q5_K", "gguf-Q5_1", "gguf-Q5_0", "gguf-Q4_K_M", "gguf-Q4_K_S",
        "gguf-Q4_K", "gguf-IQ4_NL", "gguf-IQ4_XS", "gguf-Q4_1", "gguf-Q4_0", "gguf-Q3_K_L", "gguf-Q3_K_M", "gguf-Q3_K_S", "gguf-Q3_K", "gguf-Q2_K", "fp8-sgl",
    ];

    [Fact]
    public void The_error_of_each_scheme_is_the_recorded_one()
    {
        using var scope = NewDisposeScope();
        var measured = Schemes.Select(s => (Scheme: s, Error: Errors(s))).ToList();
        var path = Repository.At("docs", "quantisation.md");
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("WORKBENCH_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..begin] + Table(measured) + text[end..]);
            return;
        }

        var recorded = text[begin..end].Split('\n').Skip(2).Where(l => l.Length > 0).Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(c => c[1].Trim('`'), c => (High: Number(c[2]), Low: Number(c[3])));
        Assert.Equal(measured.Select(m => m.Scheme), recorded.Keys);
        Assert.All(measured, m =>
        {
            Near(recorded[m.Scheme].High, m.Error.High);
            Near(recorded[m.Scheme].Low, m.Error.Low);
        });
    }

    /// <summary>Below 1e-4 nothing but the order of summation is left, which is the machine's.</summary>
    private static void Near(double recorded, double measured) =>
        Assert.InRange(measured, recorded < 1e-4 ? 0 : recorded * (1 - Slack), Math.Max(1e-4, recorded * (1 + Slack)));

    [Theory]
    [InlineData("gguf-Q4_K_M")]
    [InlineData("gguf-Q2_K")]
    [InlineData("fp8-sgl")]
    public void A_video_comes_out(string scheme)
    {
        using var scope = NewDisposeScope();
        using var pipeline = ImageToVideo.Load(models.Loader(TinyModels.Scheme(scheme)));
        using var result = pipeline.Generate(new() { Prompt = "a cat", Image = full([40, 60, 3], 128, ScalarType.Byte) });

        Assert.Equal(9, result.Frames.shape[0]);
        Assert.True(result.Frames.to(ScalarType.Float32).std().item<float>() > 1); // not one colour
    }

    private (double High, double Low) Errors(string scheme) => (Error(scheme, Expert.High, 1000), Error(scheme, Expert.Low, 500));

    /// <summary>Relative error of the velocity against the dense expert in fp32, for the same random inputs.</summary>
    private double Error(string scheme, Expert expert, double timestep)
    {
        using var scope = NewDisposeScope();
        var dense = Velocity(models.Loader(), expert, timestep);
        var got = Velocity(models.Loader(TinyModels.Scheme(scheme)), expert, timestep);
        return ((got - dense).norm() / dense.norm()).item<float>();
    }

    private static Tensor Velocity(ModelLoader loader, Expert expert, double timestep)
    {
        using var generator = new Generator(5, CPU);
        var inputs = new DitStepInputs
        {
            Latents = randn([16, 3, 6, 8], generator: generator),
            Y = randn([20, 3, 6, 8], generator: generator),
            Context = randn([1, loader.Config.TextLength, 128], generator: generator),
            Timestep = timestep,
            Expert = expert,
        };
        using var dit = loader.Expert(expert);
        return dit.Forward(inputs.Latents, inputs.Y, inputs.Context, timestep);
    }

    private static string Table(List<(string Scheme, (double High, double Low) Error)> rows) =>
        "| scheme | high-noise expert, t = 1000 | low-noise expert, t = 500 |\n|---|--:|--:|\n"
        + string.Concat(rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"| `{r.Scheme}` | {r.Error.High:0.0e-0} | {r.Error.Low:0.0e-0} |\n")));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
