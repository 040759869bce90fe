using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>A value and the file (or layer) that set it.</summary>
public sealed record ConfigValue(JsonNode Value, string Source);
