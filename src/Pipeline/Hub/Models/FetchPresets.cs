using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>What a configuration needs from which repository: what `workbench fetch --config NAME` asks for.</summary>
public static class FetchPresets
{
    /// <summary>The fetches that give a configuration all its files: base repository, experts, distill LoRAs.</summary>
    public static IReadOnlyList<FetchRequest> For(PipelineConfig config)
    {
        var requests = new List<FetchRequest>();
        var template = ExpertTemplate.For(config.Quant, config.ModelClass);
        var ownExperts = template is null || template == ExpertTemplate.Official;
        requests.Add(new(
            RepositoryId.Parse(KnownRepositories.Base),
            new(ignore: template == ExpertTemplate.Official ? KnownRepositories.BaseIgnorePatterns.Where(p => p.EndsWith('/')) : KnownRepositories.BaseIgnorePatterns)));
        if (!ownExperts)
        {
            requests.Add(new(RepositoryId.Parse(template!.Repository), new(allow: [template.High, template.Low])));
        }

        var loras = config.Lora.Entries.Select(e => e.Path).Where(p => p.StartsWith("wan2.2_i2v_A14b_", StringComparison.Ordinal)).Distinct().ToList();
        if (loras.Count > 0)
        {
            requests.Add(new(RepositoryId.Parse(KnownRepositories.DistillLoras), new(allow: loras)));
        }

        return requests;
    }
}
