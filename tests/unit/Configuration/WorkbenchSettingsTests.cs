using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;

namespace Workbench.UnitTests.Configuration;

public sealed class WorkbenchSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Shipped_settings_are_the_defaults_with_lip_sync_off()
    {
        var shipped = WorkbenchSettings.Load();
        Assert.False(shipped.VideoEnabled);
        Assert.Empty(shipped.Notes);
        Assert.Equal(new WorkbenchSettings() with { Loras = shipped.Loras, Notes = shipped.Notes }, shipped);
    }

    [Fact]
    public void The_shipped_file_shows_every_key()
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(ConfigLocator.Folder(), "workbench.json")))!.AsObject();
        Assert.Equal(WorkbenchSettings.Keys.Keys, json.Select(k => k.Key));
        foreach (var (section, keys) in WorkbenchSettings.Keys.Where(s => s.Value.Length > 0))
        {
            Assert.Equal(keys, json[section]!.AsObject().Select(k => k.Key));
        }
    }

    [Fact]
    public void Reads_lip_sync_paths_and_loras()
    {
        var settings = WorkbenchSettings.Load(folder.Write("w.json", """
            {"video": {"enabled": true}, "paths": {"model": "/models/wan", "lip_sync_model": "/models/musetalk"},
             "lightx2v": {"config": "wan22_i2v_fp8_distill", "wan22_dit_quant_scheme": "fp8-sgl"},
             "loras": [{"target": "high_noise", "path": "a.safetensors", "strength": 0.5}, {"target": "both", "path": "b.safetensors"}]}
            """));
        Assert.True(settings.VideoEnabled);
        Assert.Equal(("/models/wan", "/models/musetalk", "fp8-sgl"), (settings.Model, settings.LipSyncModel, settings.QuantScheme));
        Assert.Equal([new(LoraTarget.HighNoise, "a.safetensors", 0.5), new(LoraTarget.Both, "b.safetensors", 1)], settings.Loras);
    }

    [Fact]
    public void Unknown_keys_are_noted_and_wrong_types_refused()
    {
        var notes = WorkbenchSettings.Load(folder.Write("n.json", """{"vidoe": {}, "video": {"enable": true}}""")).Notes;
        Assert.Equal(["vidoe", "video.enable"], notes.Select(n => n.Key));

        var problems = Assert.Throws<ConfigException>(() => WorkbenchSettings.Load(folder.Write("p.json", """{"video": {"enabled": "yes"}, "paths": 3, "loras": [{"path": "x"}]}"""))).Problems;
        Assert.Equal(["paths", "video.enabled", "loras[0]"], problems.Select(p => p.Key));
    }

    [Theory]
    [InlineData("high_noise:a.safetensors", LoraTarget.HighNoise, "a.safetensors", 1.0)]
    [InlineData("low_noise:/x/a@b.safetensors@0.25", LoraTarget.LowNoise, "/x/a@b.safetensors", 0.25)]
    [InlineData("both:c@d.safetensors", LoraTarget.Both, "c@d.safetensors", 1.0)]
    public void The_command_lines_form_is_read(string text, LoraTarget target, string path, double strength) =>
        Assert.Equal(new LoraSpec(target, path, strength), LoraSpec.Parse(text));

    [Theory]
    [InlineData("a.safetensors")]
    [InlineData("mid_noise:a")]
    [InlineData("high_noise:")]
    public void A_lora_without_target_is_refused(string text) => Assert.Throws<ConfigException>(() => LoraSpec.Parse(text));
}
