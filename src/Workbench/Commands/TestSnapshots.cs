using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Harness;
using Workbench.Harness.Golden;
using Workbench.Testing.Verification;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench golden accept Class.Method</c>: what a snapshot test received becomes what it is held against.</summary>
internal static class TestSnapshots
{
    public static int Accept(CommandContext context, IReadOnlyList<string> names)
    {
        if (ContinuousIntegration.Here)
        {
            throw new GoldenException("snapshots are never accepted under CI.\nNext: unset CI, on a machine that is known to be right");
        }

        var tests = Path.Combine(Clone(), "tests");
        var accepted = SnapshotFiles.AcceptAll(tests, names);
        if (accepted.Count == 0)
        {
            throw new CommandException(ExitCodes.MissingGolden, "nothing was received for these tests", tests, "*.received.*", string.Join(", ", names));
        }

        foreach (var name in accepted)
        {
            context.Data.WriteLine($"accepted {name}");
        }

        return ExitCodes.Pass;
    }

    /// <summary>The clone around the current folder or, failing that, the one that this program was built in.</summary>
    private static string Clone()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Workbench.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new CommandException(ExitCodes.Usage, "no clone of Workbench here", Environment.CurrentDirectory, "a folder in a clone", "none above it");
    }
}
