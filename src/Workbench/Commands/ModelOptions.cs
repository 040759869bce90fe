using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary>The options that say which model runs, how, and where; shared by every command that loads one.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> model = new("--model", "-m") { Description = "Model folder, laid out like Wan-AI/Wan2.2-I2V-A14B. Default: a tiny random one." };
    private readonly Option<string?> config = new("--config", "-c") { Description = "LightX2V JSON: a path, or the name of a shipped one. Default: tiny_i2v, or wan22_i2v_bf16_distill with --model." };
    private readonly Option<string> device = new("--device", "-d") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<string?> profile = new("--profile") { Description = "Numeric profile: official or lightx2v." };
    private readonly Option<string?> dtype = new("--dtype") { Description = "Compute dtype: FP32, BF16 or FP16." };
    private readonly Option<int?> frames = new("--frames") { Description = "Frames, 4n+1." };
    private readonly Option<string?> size = new("--size") { Description = "Area budget as HEIGHTxWIDTH." };
    private readonly Option<int?> steps = new("--steps") { Description = "Sampling steps (the undistilled model's)." };
    private readonly Option<string[]> set = new("--set") { Description = "Any configuration key as key=json; beats every file.", AllowMultipleArgumentsPerToken = false };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { model, config, device, profile, dtype, frames, size, steps, set })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The device asked for.</summary>
    public Device Device(CommandContext context)
    {
        var text = context.Get(device)!;
        if (text != "cpu" && !text.StartsWith("cuda", StringComparison.Ordinal))
        {
            throw new CommandException(ExitCodes.Usage, $"no device '{text}'", "--device", "cpu, cuda or cuda:N", text);
        }

        if (text != "cpu" && !cuda.is_available())
        {
            throw new CommandException(ExitCodes.UnfitEnvironment, "no CUDA device is usable", "--device", "a GPU and a libtorch built with CUDA", text, "workbench doctor");
        }

        return device(text);
    }

    /// <summary>Reads the configuration and finds the files.</summary>
    public ModelLoader Loader(CommandContext context)
    {
        var target = Device(context);
        var folder = context.Get(model) ?? DefaultModel.Folder();
        var name = context.Get(config) ?? (context.Get(model) is null ? "tiny_i2v" : "wan22_i2v_bf16_distill");
        var read = PipelineConfig.Load(new() { ConfigJson = name, ModelPath = folder, Overrides = Overrides(context) });
        foreach (var note in read.Notes)
        {
            context.Log.Stage(note.ToString());
        }

        return new(read, ModelFiles.In(folder), target, context.Log.Stage);
    }

    private Dictionary<string, JsonNode?> Overrides(CommandContext context)
    {
        var overrides = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        void Put(string key, JsonNode? value)
        {
            if (value is not null)
            {
                overrides[key] = value;
            }
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
