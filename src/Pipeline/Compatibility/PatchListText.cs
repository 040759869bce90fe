using System.Text;

namespace Workbench.Pipeline.Compatibility;

/// <summary>The text of `workbench patches`.</summary>
public static class PatchListText
{
    /// <summary>Three lines a patch: state, id, stages and symptom; when; effect.</summary>
    public static string Render(IReadOnlyList<PatchStatus> patches)
    {
        var text = new StringBuilder();
        foreach (var (patch, applies, on) in patches)
        {
            text.AppendLine($"{(on ? applies ? "on " : "-  " : "OFF")}  {patch.Id,-22} stage {string.Join(", ", patch.Stages),-7} {patch.Symptom}");
            text.AppendLine($"     when: {patch.AppliesWhen}{(applies ? "" : " (not here)")}");
            text.AppendLine($"     does: {patch.Effect}");
        }

        return text.ToString();
    }
}
