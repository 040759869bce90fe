using Workbench.Cli.Errors;

namespace Workbench.Cli.Doctor;

/// <summary>Runs every check; none can stop the others.</summary>
internal static class Examination
{
    public static IReadOnlyList<IDoctorCheck> Checks { get; } =
    [
        new HostCheck(), new CxxRuntimeCheck(), new LibTorchCheck(), new DevicesCheck(), new NvrtcCheck(), new FfmpegCheck(), new ChromiumCheck(), new CheckpointsCheck(),
    ];

    public static List<Finding> Run(IEnumerable<IDoctorCheck> checks) => [.. checks.Select(Look)];

    private static Finding Look(IDoctorCheck check)
    {
        try
        {
            return check.Look();
        }
        catch (Exception e)
        {
            var lines = ErrorExits.Cause(e).Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var next = lines.FirstOrDefault(l => l.StartsWith("Next:", StringComparison.OrdinalIgnoreCase))?["Next:".Length..].Trim();
            return new(check.Id, FindingStatus.Unfit, string.Join(" ", lines.Where(l => !l.StartsWith("Next:", StringComparison.OrdinalIgnoreCase))), next);
        }
    }
}
