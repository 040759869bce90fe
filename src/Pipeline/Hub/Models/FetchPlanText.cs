using System.Text;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>What is said before any download: files, bytes, what is left out, disk, and device memory.</summary>
public static class FetchPlanText
{
    /// <summary>The text, several lines; <paramref name="memory"/> where a configuration is known.</summary>
    public static string Render(IReadOnlyList<FetchPlan> plans, DeviceMemoryPlan? memory = null)
    {
        var text = new StringBuilder();
        foreach (var plan in plans)
        {
            text.AppendLine($"{plan.Listing.Repository} at {plan.Listing.Commit} -> {plan.Folder}");
            foreach (var entry in plan.Entries)
            {
                var state = entry.IsPresent ? "here" : entry.BytesHere > 0 ? $"{ByteSize.Text(entry.BytesHere)} here" : "";
                text.AppendLine($"  {ByteSize.Text(entry.File.Size),8}  {entry.File.Path}{(state.Length > 0 ? $"  ({state})" : "")}");
            }

            if (plan.LeftOut.Count > 0)
            {
                text.AppendLine($"  left out: {Count(plan.LeftOut.Count)}, {ByteSize.Text(plan.LeftOut.Sum(f => f.Size))}");
            }
        }

        text.AppendLine($"To fetch: {ByteSize.Text(plans.Sum(p => p.RemainingBytes))} of {ByteSize.Text(plans.Sum(p => p.TotalBytes))} in {Count(plans.Sum(p => p.Entries.Count(e => !e.IsPresent)))}"
            + (plans.Select(p => p.FreeBytes).Min() is { } free ? $"; {ByteSize.Text(free)} free on disk." : "."));
        if (memory is not null)
        {
            text.AppendLine($"Device memory: about {ByteSize.Text(memory.Peak)} at the peak.");
            foreach (var row in memory.Rows)
            {
                text.AppendLine($"  {row.Stage,-16} weights {ByteSize.Text(row.Weights),8}, activations {ByteSize.Text(row.Activations),8}");
            }
        }

        return text.ToString();
    }

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";
}
