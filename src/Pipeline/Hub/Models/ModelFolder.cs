using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>Finds the files that a configuration asks for. Looks at names and, of fp8 experts, at one header; loads nothing.</summary>
public sealed class ModelFolder
{
    private readonly PipelineConfig config;
    private readonly HubCache cache;
    private readonly List<MissingModelFile> missing = [];
    private readonly List<ConfigNote> notes = [];

    private ModelFolder(PipelineConfig config, HubSettings settings)
    {
        this.config = config;
        cache = new(settings.CacheDirectory);
    }

    private string File => config.Source.File;

    /// <summary>Finds experts, text encoder, VAE, tokenizer and LoRAs in the model folder, then in cached snapshots of the usual repositories.</summary>
    /// <exception cref="ModelFilesException">Parts are missing; all at once, with the commands that fetch them.</exception>
    public static ModelFiles Locate(PipelineConfig config, HubSettings settings) => new ModelFolder(config, settings).Locate();

    private ModelFiles Locate()
    {
        var high = Expert(high: true);
        var low = Expert(high: false);
        var text = TextEncoder();
        var vae = Vae();
        var tokenizer = Tokenizer();
        var loras = Loras();
        if (high is not null && low is not null && high.Path == low.Path)
        {
            missing.Add(new("experts", [high.Path], "both keys name the same file, so one expert would do the work of two", null));
        }

        return missing.Count > 0
            ? throw new ModelFilesException(missing)
            : new()
            {
                HighNoise = high!,
                LowNoise = low!,
                TextEncoder = text!,
                Vae = vae!,
                TokenizerFolder = tokenizer!,
                Loras = loras,
                Notes = notes,
            };
    }

    private WeightFiles? Expert(bool high)
    {
        var quantised = config.Quant.Family != QuantFamily.None;
        var (key, given) = (high, quantised) switch
        {
            (true, true) => ("high_noise_quantized_ckpt", config.Experts.HighQuantised),
            (false, true) => ("low_noise_quantized_ckpt", config.Experts.LowQuantised),
            (true, false) => ("high_noise_original_ckpt", config.Experts.HighOriginal),
            (false, false) => ("low_noise_original_ckpt", config.Experts.LowOriginal),
        };
        var template = ExpertTemplate.For(config.Quant, config.ModelClass);
        string? Name(ExpertTemplate? t) => high ? t?.High : t?.Low;
        var places = given is not null
            ? Search(null).Given(given).ToList()
            : [.. Name(template) is { } name ? Search(template!.Repository).Places(name) : [], .. Search(null).Direct(Name(ExpertTemplate.Official)!), .. Search(null).Direct(Name(ExpertTemplate.Diffusers)!)];
        var what = $"{(high ? "high" : "low")}-noise expert ({config.Quant.Name}{(given is null ? "" : $", {key}")})";
        var command = template is null ? null
            : template == ExpertTemplate.Official ? FetchCommand.For(template.Repository)
            : FetchCommand.For(template.Repository, Name(template)!);
        var found = First(what, places, config.Quant.GgufType, command);
        if (found is not null)
        {
            CheckExpert(found, high, key, what);
        }

        return found;
    }

    private void CheckExpert(WeightFiles found, bool high, string key, string what)
    {
        var name = Path.GetFileName(found.Path).Replace("_", "", StringComparison.Ordinal);
        if (name.Contains(high ? "lownoise" : "highnoise", StringComparison.OrdinalIgnoreCase))
        {
            notes.Add(new(key, $"{found.Path} carries the name of the {(high ? "low" : "high")}-noise expert. Are the two swapped?", File));
        }

        if (config.Quant.Family == QuantFamily.Fp8 && found.Files.All(f => f.EndsWith(".safetensors", StringComparison.Ordinal)) && !found.Files.Any(HoldsFloat8))
        {
            missing.Add(new(what, [found.Path], $"no float8_e4m3fn tensor in it, but dit_quant_scheme is {config.Quant.Name}", null));
        }

        // Official shards under a distilled class: legal (a distill LoRA may be on), blurry without one.
        if (config.ModelClass == ModelClass.Wan22MoeDistill && config.Lora.Entries.Count == 0 && found.Files.Count > 1
            && found.Files.All(f => Path.GetFileName(f).StartsWith("diffusion_pytorch_model-", StringComparison.Ordinal)))
        {
            notes.Add(new(key, $"{found.Path} looks like the undistilled base model, which gives blur in {config.Sampling.Steps} steps without the distill LoRA.", File));
        }
    }

    private WeightFiles? TextEncoder()
    {
        var suffix = config.TextEncoder.QuantScheme is { } scheme ? scheme.Split('-')[0] : "bf16";
        var name = $"models_t5_umt5-xxl-enc-{suffix}";
        var search = Search(KnownRepositories.Base);
        var places = config.TextEncoder.Path is { } given
            ? search.Given(given)
            : [.. search.Places(name + ".safetensors"), .. search.Places(name + ".pth"), .. Search(null).Direct("text_encoder")];
        return First("text encoder", places, null, FetchBase(name + ".pth"));
    }

    private WeightFiles? Vae()
    {
        var search = Search(KnownRepositories.Base);
        var stem = Path.GetFileNameWithoutExtension(config.Vae.Name);
        var places = config.Vae.Path is { } given
            ? search.Given(given)
            : [.. search.Places(config.Vae.Name), .. search.Places(stem + ".safetensors"), .. search.Places(stem + ".pth"), .. Search(null).Direct("vae")];
        return First("VAE", places.Distinct(), null, FetchBase("Wan2.1_VAE.pth"));
    }

    private string? Tokenizer()
    {
        var search = Search(KnownRepositories.Base);
        var places = (config.TextEncoder.TokenizerPath is { } given ? search.Given(given) : [.. search.Direct("google/umt5-xxl"), .. search.Direct("tokenizer")]).ToList();
        var found = places.FirstOrDefault(p => System.IO.File.Exists(Path.Combine(p, "tokenizer.json")) || System.IO.File.Exists(Path.Combine(p, "spiece.model")));
        if (found is null)
        {
            missing.Add(new("tokenizer (a folder with tokenizer.json or spiece.model)", places, null, FetchBase("google/umt5-xxl/*")));
        }

        return found;
    }

    private List<LoraFile> Loras()
    {
        var found = new List<LoraFile>();
        foreach (var entry in config.Lora.Entries)
        {
            var published = entry.Path.StartsWith("wan2.2_i2v_A14b_", StringComparison.Ordinal);
            var places = Search(published ? KnownRepositories.DistillLoras : null).Given(entry.Path);
            if (First($"LoRA of the {(entry.High ? "high" : "low")}-noise expert", places, null, published ? FetchCommand.For(KnownRepositories.DistillLoras, entry.Path) : null) is { } file)
            {
                found.Add(new(entry.High, file.Path, entry.Strength));
            }
        }

        return found;
    }

    private WeightFiles? First(string what, IEnumerable<string> places, string? ggufType, string? command)
    {
        var tried = new List<string>();
        string? firstProblem = null;
        foreach (var place in places)
        {
            tried.Add(place);
            if (WeightFiles.TryFind(place, ggufType, out var problem) is { } files)
            {
                return files;
            }

            firstProblem ??= problem is null ? null : $"{place}: {problem}";
        }

        missing.Add(new(what, tried, firstProblem, command));
        return null;
    }

    /// <summary>The model folder, and the cached snapshot of <paramref name="repository"/> if there is one.</summary>
    private ModelSearch Search(string? repository) => new(
        new[] { config.ModelPath, repository is null ? null : cache.Find(RepositoryId.Parse(repository)) }.OfType<string>().ToList() is { Count: > 0 } roots ? roots : [Directory.GetCurrentDirectory()]);

    private static string FetchBase(string file) => FetchCommand.For(KnownRepositories.Base, file);

    private static bool HoldsFloat8(string path)
    {
        using var checkpoint = SafetensorsFile.Open(path);
        return checkpoint.Tensors.Values.Any(t => t.Type == StoredType.F8E4M3);
    }
}
