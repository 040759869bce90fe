using System.Reflection;
using System.Text.Json;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Errors;

/// <summary>Which exit code an exception ends in. A derived type inherits its base's code. A test asserts that every exception of ours is here.</summary>
internal static class ErrorExits
{
    private const int NoSpaceLeft = 28; // ENOSPC, as .NET puts it into HResult on Linux

    private static readonly Dictionary<Type, int> Codes = new()
    {
        [typeof(CheckpointException)] = ExitCodes.BadFile,
        [typeof(LibTorchNotFoundException)] = ExitCodes.UnfitEnvironment,
        [typeof(AtenException)] = ExitCodes.Internal,
        [typeof(FfmpegNotFoundException)] = ExitCodes.UnfitEnvironment,
        [typeof(VideoException)] = ExitCodes.BadFile,
        [typeof(FfmpegFailedException)] = ExitCodes.Crash,
        [typeof(DiskFullException)] = ExitCodes.UnfitEnvironment,
        [typeof(JsonException)] = ExitCodes.BadFile,
        [typeof(IOException)] = ExitCodes.BadFile,
        [typeof(UnauthorizedAccessException)] = ExitCodes.BadFile,
        [typeof(InvalidDataException)] = ExitCodes.BadFile,
        [typeof(TimeoutException)] = ExitCodes.TimeOut,
        [typeof(OperationCanceledException)] = ExitCodes.Interrupted,
        [typeof(Exception)] = ExitCodes.Internal,
    };

    /// <summary>The exit code of an exception.</summary>
    public static int Of(Exception error) => Cause(error) switch
    {
        CommandException e => e.ExitCode,
        IOException { HResult: NoSpaceLeft } => ExitCodes.UnfitEnvironment,
        var e => Codes[Known(e.GetType())],
    };

    /// <summary>Whether the type has a code of its own, or inherits one from a type of ours.</summary>
    public static bool Knows(Type type) => type == typeof(CommandException) || Known(type) != typeof(Exception) || Codes.ContainsKey(type);

    /// <summary>What really happened, without the wrappers of static initialisers, reflection and tasks.</summary>
    public static Exception Cause(Exception error) =>
        error is TypeInitializationException or TargetInvocationException or AggregateException && error.InnerException is { } inner ? Cause(inner) : error;

    private static Type Known(Type type)
    {
        while (!Codes.ContainsKey(type))
        {
            type = type.BaseType!;
        }

        return type;
    }
}
