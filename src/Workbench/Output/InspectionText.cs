using System.Text;
using Workbench.Pipeline.Checkpoints.Inspection;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Running;

namespace Workbench.Cli.Output;

/// <summary>An inspection as people read it.</summary>
internal static class InspectionText
{
    private const int KeysShown = 8;

    public static string Render(ModelInspection inspection)
    {
        var text = new StringBuilder();
        foreach (var part in inspection.Parts)
        {
            Part(text, part);
        }

        foreach (var (path, error) in inspection.Broken)
        {
            text.AppendLine($"BROKEN {path}").AppendLine($"  {error.ReplaceLineEndings("\n  ")}");
        }

        foreach (var problem in inspection.Problems)
        {
            text.AppendLine($"PROBLEM {problem}");
        }

        return text.AppendLine(inspection.Sound ? "sound" : "not sound: see the lines above").ToString();
    }

    private static void Part(StringBuilder text, CheckpointReport part)
    {
        text.AppendLine(part.Path);
        text.AppendLine($"  {part.Format}, key layout {part.Layout}, {part.Model.Variant ?? part.Model.Kind.ToString()}{(part.NamedExpert is { } name ? $", named {name}-noise" : "")}");
        text.AppendLine($"  {string.Join(" ", part.Model.Sizes.Select(s => $"{s.Name}={s.Value}"))}");
        text.AppendLine($"  {part.TensorCount} tensors, {part.ParameterCount:N0} parameters, {ByteSize.Text(part.StoredBytes)} stored");
        foreach (var type in part.Types.GroupBy(t => t.Type))
        {
            text.AppendLine($"  {type.Key,-8} {type.Sum(t => t.Tensors),5} tensors {ByteSize.Text(type.Sum(t => t.Bytes)),8}  {string.Join(", ", type.Select(t => t.LayerKind).Take(4))}{(type.Count() > 4 ? ", ..." : "")}");
        }

        text.AppendLine($"  device memory: {ByteSize.Text(part.Memory.ResidentBytes)} resident, {ByteSize.Text(part.Memory.BlockOffloadBytes)} with block offload, scratch {ByteSize.Text(part.Memory.ScratchBytes)}");
        if (part.Difference is { } difference)
        {
            Difference(text, difference);
        }

        if (part.Dropped.Count > 0)
        {
            text.AppendLine($"  left out: {part.Dropped.Count} keys, such as {part.Dropped[0]}");
        }

        foreach (var warning in part.Warnings)
        {
            text.AppendLine($"  warning: {warning}");
        }
    }

    private static void Difference(StringBuilder text, StateDictDifference difference)
    {
        if (difference.Fits)
        {
            text.AppendLine("  keys: complete, none extra");
        }

        foreach (var (kind, keys) in new[] { ("missing", difference.Missing), ("extra", difference.Extra) })
        {
            foreach (var key in keys.Take(KeysShown))
            {
                text.AppendLine($"  {kind}: {key.Name} [{string.Join(",", key.Shape)}]{(key.Nearest.Count > 0 ? $" (nearest: {string.Join(", ", key.Nearest)})" : "")}");
            }

            if (keys.Count > KeysShown)
            {
                text.AppendLine($"  {kind}: {keys.Count - KeysShown} more (--json lists all)");
            }
        }

        foreach (var shape in difference.Shapes.Take(KeysShown))
        {
            text.AppendLine($"  shape: {shape.Name} is [{string.Join(",", shape.Got)}], expected [{string.Join(",", shape.Expected)}]");
        }
    }
}
