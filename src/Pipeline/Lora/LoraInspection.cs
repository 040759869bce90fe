using System.Globalization;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Inspection;
using Workbench.Pipeline.Checkpoints.Layouts;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Running;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>What a LoRA file is, and what it would touch in a model, from headers alone: no weight is read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Expert"><c>high</c> or <c>low</c> where the file says so.</param>
/// <param name="Modules">Modules in the file.</param>
/// <param name="Ranks">Ranks of its pairs, ascending.</param>
/// <param name="Plan">How it meets the model; null without one.</param>
public sealed record LoraInspection(string Path, string? Expert, int Modules, IReadOnlyList<long> Ranks, LoraPlan? Plan)
{
    /// <summary>Whether it could be applied.</summary>
    public bool Fits => Plan is null || (Plan.Matches.Count > 0 && Plan.Unmatched.Count == 0 && Plan.Defects.Count == 0);

    /// <summary>Looks at a file, and at an expert's checkpoint if one is given.</summary>
    /// <exception cref="CheckpointException">One of them cannot be read, or the model is no Wan transformer.</exception>
    public static LoraInspection Of(string lora, string? model)
    {
        using var file = CheckpointFile.Open(LoraPath.Resolve(lora));
        var index = LoraIndex.Of(file);
        var ranks = index.Modules.Select(m => m.Parts.GetValueOrDefault(LoraPart.Down)).OfType<StoredTensor>().Where(t => t.Shape.Length > 0).Select(t => t.Shape[0]).Distinct().Order();
        return new(file.Path, index.Expert, index.Modules.Count, [.. ranks], model is null ? null : Against(index, model));
    }

    /// <summary>Looks at a file against an expert, or against every expert of a model folder.</summary>
    /// <exception cref="CheckpointException">Something cannot be read, or there is no Wan transformer.</exception>
    public static IReadOnlyList<(string Model, LoraInspection Lora)> Each(string lora, string model)
    {
        string[] experts = [.. ModelInspector.Inspect(model).Parts.Where(p => p.Model.Kind == ModelKind.WanDit).Select(p => p.Path)];
        return experts.Length == 0
            ? throw new CheckpointException($"{model}: no Wan transformer that a LoRA could change.\nNext: workbench inspect {model}")
            : [.. experts.Select(expert => (expert, Of(lora, expert)))];
    }

    /// <summary>A short text.</summary>
    public string Text()
    {
        var lines = new List<string>
        {
            Path,
            string.Create(CultureInfo.InvariantCulture, $"LoRA of {Modules} modules, rank {(Ranks.Count == 0 ? "-" : string.Join(", ", Ranks))}, made for {(Expert is null ? "an expert that it does not name" : $"the {Expert}-noise expert")}"),
        };
        if (Plan is not null)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"would change {Plan.Matches.Count(m => m.Rank is not null)} layers by pairs and {Plan.Matches.Count(m => m.Rank is null)} parameters by full deltas; {Plan.Unmatched.Count} tensors match nothing"));
            lines.AddRange(Plan.Unmatched.Take(16).Select(u => $"  unmatched {u.Key}{(u.Nearest.Count > 0 ? $" (nearest: {string.Join(", ", u.Nearest)})" : "")}"));
            lines.AddRange(Plan.Defects.Take(16).Select(d => "  does not fit: " + d));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The model is built on the meta device: its names and shapes, without memory.</summary>
    private static LoraPlan Against(LoraIndex index, string model)
    {
        using var checkpoint = KeyLayouts.Open(model);
        using var scope = NewDisposeScope();
        var dtypes = DtypePlan.Official(ScalarType.BFloat16);
        var sizes = ModelShapes.Dit(checkpoint, new(), textLength: 512); // the text length shows in no parameter
        using var dit = new WanDit(sizes, new MetaParameters(), dtypes, WanDitKernels.Torch(dtypes));
        return LoraPlan.Of(index, dit.Parameters);
    }
}
