using System.Diagnostics;
using System.Globalization;

namespace Workbench.UnitTests.Golden;

/// <summary>An accept that is stopped before any of its file operations leaves the old goldens or the new ones, never a mixture.</summary>
public sealed class GoldenKillTests
{
    [Fact]
    public void Stopped_before_any_operation_it_leaves_one_whole_golden()
    {
        var operations = Operations();
        Assert.InRange(operations, 10, 40);
        var seen = new HashSet<float>();
        for (var stop = 0; stop <= operations; stop++)
        {
            using var @case = new GoldenCase();
            @case.Accept(1);
            @case.Receive(2);
            var left = stop;
            try
            {
                // Like a kill: nothing runs after this, as the code has no finally.
                @case.Store.Accept(GoldenCase.Class, [GoldenCase.Stage], step: _ => Stop(ref left));
            }
            catch (OperationCanceledException)
            {
                // as meant
            }

            seen.Add(@case.Value());

            // And the next accept goes through whatever was left lying about.
            @case.Accept(3);
            Assert.Equal(3, @case.Value());
        }

        Assert.Equal([1f, 2f], seen.Order());
    }

    /// <summary>The same with a real SIGKILL of a real process, at the operations around the rename that matters.</summary>
    [Fact]
    public void Killed_for_real_it_leaves_one_whole_golden()
    {
        var operations = Operations();
        foreach (var stop in new[] { 2, operations / 2, operations - 4 })
        {
            using var @case = new GoldenCase();
            @case.Accept(1);
            @case.Receive(2);
            var program = Path.Combine(AppContext.BaseDirectory, "SyntheticPipeline.dll");
            using var child = Process.Start("dotnet", [program, "accept", @case.Store.Folder, GoldenCase.Class, GoldenCase.Stage, stop.ToString(CultureInfo.InvariantCulture)]);
            child.WaitForExit();

            Assert.Equal(128 + 9, child.ExitCode);
            Assert.Contains(@case.Value(), new[] { 1f, 2f });
        }
    }

    private static int Operations()
    {
        using var @case = new GoldenCase();
        @case.Accept(1);
        @case.Receive(2);
        var count = 0;
        @case.Store.Accept(GoldenCase.Class, [GoldenCase.Stage], step: _ => count++);
        return count;
    }

    private static void Stop(ref int left)
    {
        if (left-- == 0)
        {
            throw new OperationCanceledException();
        }
    }
}
