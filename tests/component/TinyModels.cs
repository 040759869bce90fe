using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The tiny model in a folder of its own, written once for all tests of a class, and loaders for it that look at no cache.</summary>
public sealed class TinyModels : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TinyModels() => TinyModelFolder.Write(Folder);

    /// <summary>The model folder.</summary>
    public string Folder => folder["model"];

    internal HubSettings Settings => new() { CacheDirectory = folder["hub"], Offline = true };

    /// <summary>The configuration tiny_i2v with changes on top (a JSON object); quantised experts are written where a scheme asks for them.</summary>
    public PipelineConfig Config(string changes = "{}")
    {
        var overrides = JsonNode.Parse(changes)!.AsObject().ToDictionary(c => c.Key, c => c.Value?.DeepClone());
        var config = PipelineConfig.Load(new() { ConfigJson = "tiny_i2v", ModelPath = Folder, Overrides = overrides }, ConfigEnvironment.Empty);
        QuantisedExperts.Add(Folder, config.Quant);
        return config;
    }

    /// <summary>A loader for that configuration on the CPU.</summary>
    public ModelLoader Loader(string changes = "{}") => ModelLoader.For(Config(changes), CPU, settings: Settings);

    /// <summary>Overrides that select a scheme.</summary>
    public static string Scheme(string name) => $$"""{"dit_quant_scheme": "{{name}}", "dit_quantized": {{(name == "Default" ? "false" : "true")}}}""";

    public void Dispose() => folder.Dispose();
}
