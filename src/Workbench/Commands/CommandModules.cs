namespace Workbench.Cli.Commands;

/// <summary>Every verb, in the order in which <c>--help</c> lists them.</summary>
internal static class CommandModules
{
    public static IReadOnlyList<ICommandModule> All { get; } =
    [
        new GenerateCommand(),
        new LipSyncCommand(),
        new StageCommand(),
        new NotebookCommand(),
        new ReportCommand(),
        new ParityCommand(),
        new LocaliseCommand(),
        new GoldenCommand(),
        new GraftCommand(),
        new DoctorCommand(),
        new InspectCommand(),
        new FetchCommand(),
        new PatchesCommand(),
        new CheckpointCommand(),
        new BenchCommand(),
        new KernelsCommand(),
        new ExitCodesCommand(),
    ];
}
