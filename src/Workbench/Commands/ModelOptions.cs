using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Running.Weights;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary>The options that say which model runs, how, and where; shared by every command that loads one.</summary>
internal sealed class ModelOptions
{
    /// <summary>The name of the default model.</summary>
    public const string Tiny = "tiny";

    private readonly Option<string?> model = new("--model", "-m") { Description = "Model folder, or owner/name[@revision] from the Hugging Face cache; seeded:a14b[@SEED] or seeded:tiny[@SEED], random weights of the released (or the tiny) sizes made on the device, for tests and timing without files. Default: tiny, a small random one." };
    private readonly Option<string?> config = new("--config", "-c") { Description = "LightX2V JSON: a path, or the name of a shipped one. Default: the model folder's own lightx2v.json, else the one for the scheme." };
    private readonly Option<string?> scheme = new("--scheme") { Description = "How the experts are stored: Default, fp8-sgl, or gguf-TYPE such as gguf-Q4_K_M." };
    private readonly Option<string[]> without = new("--without") { Description = "Leave out a compatibility patch (see `workbench patches`); may be given several times." };
    private readonly Option<string> device = new("--device", "-d") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<string?> profile = new("--profile") { Description = "Numeric profile: official or lightx2v." };
    private readonly Option<string?> dtype = new("--dtype") { Description = "Compute dtype: FP32, BF16 or FP16." };
    private readonly Option<int?> frames = new("--frames") { Description = "Frames, 4n+1." };
    private readonly Option<string?> size = new("--size") { Description = "Area budget as HEIGHTxWIDTH." };
    private readonly Option<int?> steps = new("--steps") { Description = "Sampling steps (the undistilled model's)." };
    private readonly Option<string[]> set = new("--set") { Description = "Any configuration key as key=json; beats every file.", AllowMultipleArgumentsPerToken = false };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { model, config, scheme, without, device, profile, dtype, frames, size, steps, set })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The device asked for.</summary>
    public Device Device(CommandContext context) => DeviceNames.Device(context.Get(device)!);

    /// <summary>The model folder as named; null for the tiny model.</summary>
    public string? Folder(CommandContext context) => context.Get(model) is null or Tiny ? null : context.Get(model);

    /// <summary>The compute dtype as named; null for the configuration's.</summary>
    public ScalarType? Dtype(CommandContext context) => DeviceNames.Dtype(context.Get(dtype));

    /// <summary>Patches to leave out.</summary>
    public IReadOnlyList<string> Without(CommandContext context) => context.Get(without) ?? [];

    /// <summary>The options as they were given, to give them to another process.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="onDevice">Device to name instead of the one given; null keeps that.</param>
    /// <param name="configuration">Configuration to name instead; null keeps that.</param>
    public IReadOnlyList<string> Tokens(CommandContext context, string? onDevice = null, string? configuration = null)
    {
        var tokens = new List<string> { "--device", onDevice ?? context.Get(device)! };
        void Add(string name, string? value) => tokens.AddRange(value is null ? [] : [name, value]);
        Add("--model", context.Get(model));
        Add("--config", configuration ?? context.Get(config));
        Add("--scheme", context.Get(scheme));
        Add("--profile", context.Get(profile));
        Add("--dtype", context.Get(dtype));
        Add("--frames", context.Get(frames)?.ToString(CultureInfo.InvariantCulture));
        Add("--size", context.Get(size));
        Add("--steps", context.Get(steps)?.ToString(CultureInfo.InvariantCulture));
        foreach (var patch in Without(context))
        {
            Add("--without", patch);
        }

        foreach (var pair in context.Get(set) ?? [])
        {
            Add("--set", pair);
        }

        return tokens;
    }

    /// <summary>Reads the configuration and finds the files.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="onDevice">Device instead of the one given; null keeps that.</param>
    /// <param name="configuration">Configuration instead of the one given; null keeps that.</param>
    public ModelLoader Loader(CommandContext context, string? onDevice = null, string? configuration = null)
    {
        var target = onDevice is null ? Device(context) : DeviceNames.Device(onDevice);
        var settings = HubSettings.FromEnvironment();
        var read = Config(context, settings, configuration);
        foreach (var note in read.Notes)
        {
            context.Log.Note($"note: {note}");
        }

        return ModelLoader.For(read, target, Without(context), settings, note: context.Log.Stage, seeded: Seeded(context));
    }

    /// <summary>The configuration: the named one, or the one for the model and scheme, with the options on top. Writes the tiny model where it is asked for and missing.</summary>
    public PipelineConfig Config(CommandContext context, HubSettings settings, string? configuration = null)
    {
        var quant = Scheme(context);
        if (Seeded(context) is { } seeded)
        {
            return Read(context, seeded.Tiny, folder: null, quant, configuration);
        }

        var tiny = context.Get(model) is null or Tiny;
        var folder = tiny ? DefaultModel.Folder(quant) : ModelSource.Resolve(context.Get(model)!, settings);
        return Read(context, tiny, folder, quant, configuration);
    }

    /// <summary>The same without a model: sizes are those of the configuration, nothing is written or looked for.</summary>
    public PipelineConfig ConfigAlone(CommandContext context) => Read(context, context.Get(model) is null or Tiny, null, Scheme(context));

    private PipelineConfig Read(CommandContext context, bool tiny, string? folder, QuantScheme? quant, string? configuration = null)
    {
        var name = configuration ?? context.Get(config) ?? (tiny ? DefaultConfigs.Tiny : ModelConfig.In(folder) ?? DefaultConfigs.For(quant));
        return PipelineConfig.Load(new() { ConfigJson = name, ModelPath = folder, Overrides = Overrides(context, quant) });
    }

    /// <summary>The seeded model asked for; null for any other.</summary>
    private SeededWeights? Seeded(CommandContext context)
    {
        var name = context.Get(model);
        return name is null || !name.StartsWith(SeededWeights.Prefix, StringComparison.OrdinalIgnoreCase)
            ? null
            : SeededWeights.TryParse(name) ?? throw new CommandException(ExitCodes.Usage, $"no seeded model '{name}'", "--model", "seeded:a14b or seeded:tiny, with @SEED behind it or not", name);
    }

    private QuantScheme? Scheme(CommandContext context)
    {
        if (context.Get(scheme) is not { } name)
        {
            return null;
        }

        return QuantScheme.TryParse(name, out var parsed, out var reason)
            ? parsed
            : throw new CommandException(ExitCodes.Usage, $"no scheme '{name}': {reason}", "--scheme", string.Join(", ", QuantScheme.Names), name);
    }

    private Dictionary<string, JsonNode?> Overrides(CommandContext context, QuantScheme? quant)
    {
        var overrides = DefaultConfigs.Overrides(quant);
        void Put(string key, JsonNode? value)
        {
            if (value is not null)
            {
                overrides[key] = value;
            }
        }

        if (context.Get(frames) is { } count && (count < 1 || count % 4 != 1))
        {
            throw new CommandException(ExitCodes.Usage, "the frame count is not 4n+1", "--frames", "1, 5, 9, ..., 81: one frame, then four for each further latent frame", count.ToString(CultureInfo.InvariantCulture));
        }

        Put("target_video_length", context.Get(frames));
        Put("infer_steps", context.Get(steps));
        Put("workbench.numeric_profile", context.Get(profile));
        Put("workbench.dtype", context.Get(dtype)?.ToUpperInvariant());
        if (context.Get(size) is { } text)
        {
            var sides = text.Split('x');
            if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var height) || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var width))
            {
                throw new CommandException(ExitCodes.Usage, "the size is not HEIGHTxWIDTH", "--size", "for instance 480x832", text);
            }

            Put("target_height", height);
            Put("target_width", width);
        }

        foreach (var pair in context.Get(set) ?? [])
        {
            var (key, value) = Split(pair);
            overrides[key] = value;
        }

        return overrides;
    }

    private static (string Key, JsonNode? Value) Split(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            throw new CommandException(ExitCodes.Usage, "a setting is not key=value", "--set", "for instance sample_shift=3.0", pair);
        }

        var text = pair[(at + 1)..];
        try
        {
            return (pair[..at], JsonNode.Parse(text));
        }
        catch (System.Text.Json.JsonException)
        {
            return (pair[..at], JsonValue.Create(text)); // a bare word is a string
        }
    }
}
