using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;

namespace Workbench.UnitTests.Configuration;

/// <summary>schema.json documents exactly what the reader knows.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(ConfigLocator.Folder(), "lightx2v", "schema.json")))!.AsObject();

    private static JsonObject Properties => Schema["properties"]!.AsObject();

    [Fact]
    public void Every_key_is_in_both()
    {
        Assert.Equal(
            ConfigKeys.All.Keys.Concat(ConfigKeys.Aliases.Keys).Append("$schema").Order(StringComparer.Ordinal),
            Properties.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ConfigKeys.Workbench.Keys.Order(StringComparer.Ordinal),
            Properties["workbench"]!["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_has_a_description_and_the_readers_type()
    {
        Check(Properties, ConfigKeys.All);
        Check(Properties["workbench"]!["properties"]!.AsObject(), ConfigKeys.Workbench);
    }

    private static void Check(JsonObject properties, IReadOnlyDictionary<string, ConfigKind> kinds)
    {
        foreach (var (key, kind) in kinds)
        {
            var property = properties[key]!.AsObject();
            Assert.True(property["description"]!.GetValue<string>().Length > 8, key);
            var shapes = property["anyOf"] is JsonArray any ? any.Select(a => a!.AsObject()) : [property];
            Assert.True(kind == shapes.Aggregate(ConfigKind.None, (all, shape) => all | Kind(shape)), key);
        }
    }

    private static ConfigKind Kind(JsonObject shape) => shape["type"]!.GetValue<string>() switch
    {
        "integer" => ConfigKind.Integer,
        "number" => ConfigKind.Number,
        "boolean" => ConfigKind.Boolean,
        "string" => ConfigKind.Text,
        "object" => ConfigKind.Object,
        _ => shape["items"]!["type"]!.GetValue<string>() switch
        {
            "integer" => ConfigKind.Integers,
            "number" => ConfigKind.Numbers,
            _ => ConfigKind.Objects,
        },
    };
}
