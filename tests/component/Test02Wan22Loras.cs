using Workbench.Parity;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Lora;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.TinyModel;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>LoRAs on the whole model: upstream's numbers, exact removal, proof of effect, and the right expert.</summary>
[Trait("Stage", "02")]
public sealed class Test02Wan22Loras(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static string High => LoraModel.File("lora_high");

    private static string Low => LoraModel.File("lora_low");

    [Fact]
    public void Every_naming_style_merges_to_the_oracles_weights() =>
        Assert.Contains(OracleRows.Require("lora", DtypePlan.Official(ScalarType.Float32), output), row => row.Tensor.StartsWith("merged_bf16.", StringComparison.Ordinal));

    [Fact]
    public void Whole_runs_with_a_lora_on_each_expert_are_the_oracles()
    {
        var rows = OracleRows.Require("e2e", DtypePlan.Official(ScalarType.Float32), output).Select(row => row.Tensor).ToHashSet();

        Assert.Superset(new HashSet<string> { "lora.dit_out", "lora.step0.pred", "lora.step3.latent", "lora.frames_u8", "nocfg.frames", "cfg.frames_u8", "y", "ids_pos", "context_neg" }, rows);
    }

    [Fact]
    public void On_fp8_weights_the_branch_gives_the_oracles_output()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var oracle = OracleFolder.Open(LoraModel.Folder);
        using var high = Fp8Expert(oracle);
        using var low = Fp8Expert(oracle);
        using var loras = new LoraManager(high.Parameters, low.Parameters, new(LoraMode.Dynamic));
        var strength = (double)oracle.Manifest["hyper"]!["lora"]!["strength"]![0]!;
        loras.SwitchLora(LoraTarget.HighNoise, High, strength);

        var inputs = oracle.File("dit.safetensors");
        var context = zeros(1, high.Config.TextLen, high.Config.TextDim);
        context[0].narrow(0, 0, 33).copy_(inputs.View("context33"));
        var got = high.Forward(inputs.View("x"), inputs.View("y"), context, inputs.View("t")[1].item<float>());

        // fp32 throughout; the oracle adds the delta to the widened weight, we add it to the output.
        Same.Within(1e-5, oracle.File("fp8.safetensors").View("dit.out_dequant_lora"), got);
    }

    [Theory]
    [InlineData("fp32", LoraMode.Merge)]
    [InlineData("fp32", LoraMode.Dynamic)]
    [InlineData("bf16", LoraMode.Merge)]
    [InlineData("bf16", LoraMode.Dynamic)]
    [InlineData("fp8", LoraMode.Dynamic)]
    [InlineData("fp8", LoraMode.Merge)]
    [InlineData("gguf", LoraMode.Dynamic)]
    public void Load_apply_and_remove_reaches_each_expert_and_restores_the_base(string flavour, LoraMode mode)
    {
        using var scope = NewDisposeScope();
        using var model = new LoraModel(flavour, mode);
        var style = LoraModel.WriteStyle(folder["style.safetensors"], 1);
        var before = model.Values();
        var none = model.Sample();

        model.Loras.SwitchLora(LoraTarget.HighNoise, High, 0.8);
        var high = model.Sample();
        model.Loras.SwitchLora(LoraTarget.LowNoise, Low, 0.8);
        var both = model.Sample();
        model.Loras.SwitchLora(LoraTarget.HighNoise, "", 0);
        var low = model.Sample();
        var report = model.Loras.SwitchLora(style, 0.5);
        var styled = model.Sample();
        model.Loras.SwitchLora("", 0.0);

        var runs = new[] { none, high, low, both, styled };
        for (var i = 0; i < runs.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Same.Not(runs[i], runs[j]);
            }
        }

        output.WriteLine(report.ToString());
        Assert.Equal([Expert.High, Expert.Low], report.Effects.Select(e => e.Expert));
        Assert.All(report.Effects, e => Assert.Equal((2, 9), (e.LinearLayers, e.OtherParameters)));
        Assert.All(report.Effects.SelectMany(e => e.Layers), l => Assert.True(l.DeltaNorm > 0 && l.BaseNorm > 0, l.Key));
        RequireSame(before, model.Values());
        Same.Bits(none, model.Sample());
        Assert.Empty(model.Loras.Active);
    }

    [Fact]
    public void Merged_and_dynamic_agree()
    {
        using var scope = NewDisposeScope();
        using var merged = new LoraModel("fp32", LoraMode.Merge);
        using var dynamic = new LoraModel("fp32", LoraMode.Dynamic);
        var style = LoraModel.WriteStyle(folder["style.safetensors"], 1);
        foreach (var model in new[] { merged, dynamic })
        {
            model.Loras.LoadLoras([new(LoraTarget.Both, style, -0.7), new(LoraTarget.HighNoise, High, 0.8), new(LoraTarget.LowNoise, Low, 0.8)]);
        }

        Same.Within(2e-4, merged.Sample(), dynamic.Sample()); // DitLimits.Run: four steps feed their rounding to the next
    }

    [Fact]
    public void Nothing_is_changed_when_a_lora_does_not_fit()
    {
        using var scope = NewDisposeScope();
        using var model = new LoraModel("fp32", LoraMode.Merge);
        model.Loras.SwitchLora(LoraTarget.HighNoise, High, 0.8);
        var before = model.Values();
        var stranger = Write("stranger", ("other.q.lora_down.weight", [4, 256]), ("other.q.lora_up.weight", [256, 4]));
        var misspelt = Write("misspelt", ("blocks.0.self_attn.q.lora_down.weight", [4, 256]), ("blocks.0.self_attn.q.lora_up.weight", [256, 4]), ("blocks.0.self_atn.k.diff", [256, 256]));
        var wide = Write("wide", ("blocks.0.self_attn.q.lora_down.weight", [4, 255]), ("blocks.0.self_attn.q.lora_up.weight", [256, 4]));
        var half = Write("half", ("blocks.0.self_attn.q.lora_down.weight", [4, 256]));

        Assert.Contains("no layer", Refused(stranger), StringComparison.Ordinal);
        Assert.Contains("blocks.0.self_attn.k", Refused(misspelt), StringComparison.Ordinal);
        Assert.Contains("another shape", Refused(wide), StringComparison.Ordinal);
        Assert.Contains("no up (lora_B) half", Refused(half), StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => model.Loras.SwitchLora("missing.safetensors", 1));
        Assert.Throws<LoraException>(() => model.Loras.LoadLoras([new(LoraTarget.Both, High, 1), new(LoraTarget.LowNoise, High, 1)]));
        RequireSame(before, model.Values());
        Assert.Equal([new LoraSpec(LoraTarget.HighNoise, High, 0.8)], model.Loras.Active);

        model.Loras.Options = new(SkipUnmatched: true);
        Assert.Equal(["blocks.0.self_atn.k.diff"], model.Loras.SwitchLora(LoraTarget.LowNoise, misspelt, 1).Effects.Single().Unmatched);
        Assert.Throws<LoraException>(() => model.Loras.SwitchLora(stranger, 1)); // never nothing at all

        string Refused(string path) => Assert.Throws<LoraException>(() => model.Loras.SwitchLora(path, 1)).Message;
    }

    [Fact]
    public void A_file_for_the_other_expert_is_warned_about()
    {
        using var model = new LoraModel("fp32", LoraMode.Dynamic);
        var named = LoraModel.WriteStyle(folder["motion_low_noise.safetensors"], 2);
        var titled = LoraModel.WriteStyle(folder["motion.safetensors"], 3, new Dictionary<string, string> { ["modelspec.title"] = "Motion HighNoise" });

        Assert.Empty(model.Loras.SwitchLora(LoraTarget.LowNoise, named, 1).Warnings);
        Assert.Contains("high-noise expert", Assert.Single(model.Loras.SwitchLora(LoraTarget.LowNoise, titled, 1).Warnings), StringComparison.Ordinal);
        Assert.Contains("low-noise", Assert.Single(model.Loras.SwitchLora(named, 1).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_strength_changes_without_the_file()
    {
        using var scope = NewDisposeScope();
        var style = LoraModel.WriteStyle(folder["style.safetensors"], 1);
        using var model = new LoraModel("fp32", LoraMode.Merge);
        using var fresh = new LoraModel("fp32", LoraMode.Merge);
        fresh.Loras.SwitchLora(style, 0.25);
        model.Loras.SwitchLora(style, 1);
        File.WriteAllText(style, "gone");

        model.Loras.LoadLoras([new(LoraTarget.Both, style, 0.25)]);

        RequireSame(fresh.Values(), model.Values());
    }

    [Fact]
    public void The_four_arguments_of_lightx2v_leave_null_and_remove_empty()
    {
        using var model = new LoraModel("fp32", LoraMode.Dynamic);

        model.Loras.SwitchLora(High, 0.8, Low, 0.5);
        model.Loras.SwitchLora(null, 1, "", 1);

        Assert.Equal([new LoraSpec(LoraTarget.HighNoise, High, 0.8)], model.Loras.Active);
    }

    [Fact]
    public void The_pipeline_takes_loras_from_its_configuration_and_gives_them_up()
    {
        using var scope = NewDisposeScope();
        TinyModelFolder.Write(folder["model"]);
        var style = LoraModel.WriteStyle(folder["style.safetensors"], 1);
        var plain = Config("[]");
        var configured = Config($$"""[{"name": "low_noise_model", "path": "{{style}}", "strength": 0.5}]""");
        using var without = ImageToVideo.Load(ModelLoader.For(plain, CPU));
        using var with = ImageToVideo.Load(ModelLoader.For(configured, CPU));

        var none = Run(without);
        var low = Run(with);
        with.Loras.UnloadLoras();

        Same.Not(none, low);
        Same.Bits(none, Run(with));

        PipelineConfig Config(string loras) => PipelineConfig.Load(new()
        {
            ConfigJson = "tiny_i2v",
            ModelPath = folder["model"],
            Overrides = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["lora_configs"] = System.Text.Json.Nodes.JsonNode.Parse(loras) },
        });
    }

    [Fact]
    public void Inspection_needs_headers_only()
    {
        var style = LoraModel.WriteStyle(folder["style_high_noise.safetensors"], 1);
        var found = LoraInspection.Of(style, LoraModel.File("dit_high"));

        Assert.True(found.Fits);
        Assert.Equal(("high", 11, 11), (found.Expert, found.Modules, found.Plan!.Matches.Count));
        Assert.Equal([3L, 8L], found.Ranks);
    }

    public void Dispose() => folder.Dispose();

    private static Tensor Run(ImageToVideo pipeline)
    {
        using var image = full([48, 64, 3], 128, ScalarType.Byte);
        using var result = pipeline.Generate(new() { Prompt = "a boat", Image = image });
        return result.Latents.clone();
    }

    private static WanDit Fp8Expert(OracleFolder oracle)
    {
        var config = WanDitConfig.I2VA14B with { Dim = 256, FfnDim = 512, NumHeads = 2, NumLayers = 2, TextDim = 128, TextLen = 64 };
        var parameters = new CheckpointParameters(oracle.File("weights/dit_high_fp8.safetensors"), CPU, new Fp8Options { QuantiseActivations = false });
        return new(config, parameters, DtypePlan.Official(ScalarType.Float32));
    }

    private string Write(string name, params (string Key, long[] Shape)[] tensors)
    {
        using var scope = NewDisposeScope();
        var path = folder[name + ".safetensors"];
        SafetensorsWriter.Write(path, tensors.ToDictionary(t => t.Key, t => full(t.Shape, 0.01f)));
        return path;
    }

    private static void RequireSame(Dictionary<string, Tensor> expected, Dictionary<string, Tensor> got)
    {
        Assert.Equal(expected.Keys, got.Keys);
        foreach (var (key, tensor) in expected)
        {
            Same.Bits(tensor, got[key]);
        }
    }
}
