using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;

namespace Workbench.UnitTests.Configuration;

/// <summary>Configurations made from a shipped one with a few keys changed.</summary>
internal static class Configs
{
    public const string Distill = "wan22_i2v_bf16_distill";
    public const string Moe = "wan22_i2v_bf16";

    /// <summary>Reads <paramref name="name"/> with <paramref name="changes"/> (a JSON object) as overrides; null values remove a key.</summary>
    public static PipelineConfig With(string name, string changes, ConfigEnvironment? environment = null)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(File.ReadAllText(ConfigLocator.Find(name)))!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject())
        {
            json.Remove(key);
            if (value is not null)
            {
                json[key] = value.DeepClone();
            }
        }

        return PipelineConfig.Load(new() { ConfigJson = folder.Write("config.json", json.ToJsonString()) }, environment ?? ConfigEnvironment.Empty);
    }

    public static IReadOnlyList<ConfigProblem> ProblemsWith(string name, string changes) =>
        Assert.Throws<ConfigException>(() => With(name, changes)).Problems;
}
