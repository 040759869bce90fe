using System.Text.Json;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization.HuggingFace;

/// <summary>The tokens that <c>post_processor</c> puts around a text: T5 appends <c>&lt;/s&gt;</c>.</summary>
internal static class PostProcessor
{
    /// <exception cref="CheckpointException">A kind that is not supported, or a template without its text.</exception>
    public static (List<int> Before, List<int> After) From(JsonElement? node, string source)
    {
        List<int> before = [], after = [];
        if (node is not { ValueKind: JsonValueKind.Object } processor)
        {
            return (before, after);
        }

        var type = processor.GetProperty("type").GetString();
        if (type != "TemplateProcessing")
        {
            throw new CheckpointException($"{source}: post_processor '{type}' is not supported. Known: TemplateProcessing.");
        }

        var output = before;
        foreach (var item in processor.GetProperty("single").EnumerateArray())
        {
            if (item.TryGetProperty("Sequence", out _))
            {
                output = after;
            }
            else
            {
                var name = item.GetProperty("SpecialToken").GetProperty("id").GetString()!;
                output.AddRange(processor.GetProperty("special_tokens").GetProperty(name).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
            }
        }

        return ReferenceEquals(output, after) ? (before, after) : throw new CheckpointException($"{source}: post_processor.single has no Sequence.");
    }
}
