using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Inspection;

namespace Workbench.Pipeline.Lora;

/// <summary>For which expert a LoRA was trained, where it says so: its shapes cannot tell.</summary>
internal static class LoraExpert
{
    /// <summary>Longer metadata values are training logs and captions, in which "high" means nothing.</summary>
    private const int LongestTitle = 200;

    /// <summary><c>high</c>, <c>low</c>, or null when neither or both are named. The metadata knows better than the file name.</summary>
    public static string? Said(ICheckpoint file)
    {
        var said = file.Metadata.Values.Where(value => value.Length <= LongestTitle).Select(ExpertNames.InText).OfType<string>().Distinct().ToList();
        return said.Count == 1 ? said[0] : ExpertNames.InText(Path.GetFileName(file.Path));
    }
}
