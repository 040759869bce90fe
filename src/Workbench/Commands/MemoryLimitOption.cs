using System.CommandLine;
using System.Globalization;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Measuring;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>--memory-limit</c>: a large card stands in for a small one.</summary>
internal sealed class MemoryLimitOption
{
    private readonly Option<string?> limit = new("--memory-limit") { Description = "Leave so many GB (1e9 bytes) of the GPU to the run, for instance 24 or 24GB, as if the card were that small." };

    public void AddTo(Command command) => command.Options.Add(limit);

    /// <summary>Holds the rest of the device until the result is disposed; null where nothing is to be held.</summary>
    public MemoryBallast? Hold(CommandContext context, Device device)
    {
        if (context.Get(limit) is not { } text)
        {
            return null;
        }

        var ballast = MemoryBallast.Leave(device, Bytes(text)
            ?? throw new CommandException(ExitCodes.Usage, "no amount of memory", limit.Name, "gigabytes, for instance 24 or 24GB", text));
        context.Log.Note(ballast is null
            ? $"note: {limit.Name} {text} holds nothing: {device} is no GPU, or no larger than that"
            : string.Create(CultureInfo.InvariantCulture, $"note: {limit.Name}: {ballast.Held / 1e9:F1} GB of {device} are held, the rest is the run's"));
        return ballast;
    }

    /// <summary>Bytes of an amount in GB, with the unit or without; null where it is none.</summary>
    internal static long? Bytes(string text)
    {
        var number = text.EndsWith("GB", StringComparison.OrdinalIgnoreCase) ? text[..^2].TrimEnd() : text;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var gigabytes) && gigabytes > 0 ? (long)(gigabytes * 1e9) : null;
    }
}
