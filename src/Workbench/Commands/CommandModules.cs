namespace Workbench.Cli.Commands;

/// <summary>Every verb, in the order in which <c>--help</c> lists them.</summary>
internal static class CommandModules
{
    public static IReadOnlyList<ICommandModule> All { get; } = [new DoctorCommand(), new ExitCodesCommand()];
}
