using System.Reflection;
using System.Text.Json;
using Workbench.Cli.Hosting;
using Workbench.Harness.Golden;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using Workbench.Pipeline.Runtime;
using Workbench.Pipeline.Stages;

namespace Workbench.Cli.Errors;

/// <summary>Which exit code an exception ends in. A derived type inherits its base's code. A test asserts that every exception of ours is here.</summary>
internal static class ErrorExits
{
    private const int NoSpaceLeft = 28; // ENOSPC, as .NET puts it into HResult on Linux

    private static readonly Dictionary<Type, int> Codes = new()
    {
        [typeof(CheckpointException)] = ExitCodes.BadFile,
        [typeof(ModelFilesException)] = ExitCodes.BadFile,
        [typeof(ImageFileException)] = ExitCodes.BadFile,
        [typeof(ConfigException)] = ExitCodes.Usage,
        [typeof(StageInputException)] = ExitCodes.Usage,
        [typeof(KernelException)] = ExitCodes.Usage,
        [typeof(LipSyncException)] = ExitCodes.Usage,
        [typeof(BoundaryException)] = ExitCodes.Regression,
        [typeof(GoldenException)] = ExitCodes.MissingGolden,
        [typeof(TransientHubException)] = ExitCodes.UnfitEnvironment,
        [typeof(CudaException)] = ExitCodes.Internal,
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
        HubException e => Of(e.Failure),
        IOException { HResult: NoSpaceLeft } => ExitCodes.UnfitEnvironment,
        var e => Codes[Known(e.GetType())],
    };

    private static int Of(HubFailure failure) => failure switch
    {
        HubFailure.Checksum or HubFailure.Hostile or HubFailure.NotFound => ExitCodes.BadFile,
        _ => ExitCodes.UnfitEnvironment, // no token, no network, no space: the machine's side
    };

    /// <summary>Whether the type has a code of its own, or inherits one from a type of ours.</summary>
    public static bool Knows(Type type) => type == typeof(CommandException) || type == typeof(HubException) || Known(type) != typeof(Exception) || Codes.ContainsKey(type);

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
