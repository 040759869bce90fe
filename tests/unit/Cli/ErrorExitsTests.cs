using System.Reflection;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Cli;

public sealed class ErrorExitsTests
{
    public static TheoryData<Exception, int> Codes => new()
    {
        { new CheckpointException("x"), ExitCodes.BadFile },
        { new FileNotFoundException("x"), ExitCodes.BadFile },
        { new DirectoryNotFoundException("x"), ExitCodes.BadFile },
        { new IOException("No space left on device", 28), ExitCodes.UnfitEnvironment },
        { new LibTorchNotFoundException("x"), ExitCodes.UnfitEnvironment },
        { new FfmpegNotFoundException("x"), ExitCodes.UnfitEnvironment },
        { new DiskFullException("x"), ExitCodes.UnfitEnvironment },
        { new VideoException("x"), ExitCodes.BadFile },
        { new FfmpegFailedException("x", 137), ExitCodes.Crash },
        { new TimeoutException("x"), ExitCodes.TimeOut },
        { new AtenException("x"), ExitCodes.Internal },
        { new InvalidOperationException(), ExitCodes.Internal },
        { new TypeInitializationException("T", new LibTorchNotFoundException("x")), ExitCodes.UnfitEnvironment },
        { new TargetInvocationException(new AggregateException(new CheckpointException("x"))), ExitCodes.BadFile },
        { new HubException(HubFailure.Checksum, "x"), ExitCodes.BadFile },
        { new HubException(HubFailure.Offline, "x"), ExitCodes.UnfitEnvironment },
        { new ImageFileException("x"), ExitCodes.BadFile },
        { new CommandException(ExitCodes.Regression, "x"), ExitCodes.Regression },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_exception_has_its_code(Exception error, int code) => Assert.Equal(code, ErrorExits.Of(error));

    [Fact]
    public void Every_exception_of_ours_is_in_the_table()
    {
        var own = new[] { typeof(CheckpointException), typeof(Harness.Comparison.TensorDifference), typeof(Parity.ParityRun), typeof(CommandHost) }
            .SelectMany(t => t.Assembly.GetTypes()).Where(t => t.IsAssignableTo(typeof(Exception)));
        Assert.DoesNotContain(own, t => !ErrorExits.Knows(t));
    }

    [Fact]
    public void The_cpp_stack_of_a_libtorch_error_is_left_out()
    {
        var (code, _, log) = CommandRun.Acting(_ =>
        {
            using var scope = NewDisposeScope();
            return mm(ones(2, 3), ones(4, 5)).IsInvalid ? 1 : 0;
        });
        Assert.Equal(ExitCodes.Internal, code);
        Assert.Contains("ExternalException: mat1 and mat2", log, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #0", log, StringComparison.Ordinal);
    }
}
