using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>Frame counts are 4n+1, because the VAE codes the first frame alone and every later four together.</summary>
public static class FrameRule
{
    /// <summary>4*floor(F/4)+1 when F mod 4 is not 1, else F: 82 and 83 give 81, 80 gives 81, 84 gives 85. Source: LightX2V set_config.py.</summary>
    public static int Round(int frames) => frames % 4 == 1 ? frames : (frames / 4 * 4) + 1;

    internal static ConfigNote? Apply(SortedDictionary<string, ConfigValue> values)
    {
        const string key = "target_video_length";
        if (!values.TryGetValue(key, out var value) || !value.Value.AsValue().TryGetValue(out int frames) || frames < 1 || Round(frames) == frames)
        {
            return null;
        }

        values[key] = value with { Value = JsonNode.Parse($"{Round(frames)}")! };
        return new(key, $"{frames} frames are not 4n+1; {Round(frames)} are made, as upstream does.", value.Source);
    }
}
