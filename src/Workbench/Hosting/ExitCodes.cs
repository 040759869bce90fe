namespace Workbench.Cli.Hosting;

/// <summary>What the process ends with; the table of docs/exit-codes.md.</summary>
public static class ExitCodes
{
    public const int Pass = 0;
    public const int Regression = 1;
    public const int Usage = 2;
    public const int Crash = 3;
    public const int TimeOut = 4;
    public const int MissingGolden = 5;
    public const int BadFile = 6;
    public const int UnfitEnvironment = 7;
    public const int Internal = 70;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>Every code with its name and meaning.</summary>
    public static IReadOnlyList<(int Code, string Name, string Meaning)> Documented { get; } =
    [
        (Pass, "pass", "It did what was asked, and what was compared is inside its limits."),
        (Regression, "regression", "A comparison, check or test is outside its limit."),
        (Usage, "usage", "The command line or a setting asks for something that cannot be."),
        (Crash, "crash", "A child process or a test host died (signal, native abort)."),
        (TimeOut, "time-out", "A child process or a stage took longer than its limit."),
        (MissingGolden, "missing-golden", "A golden is missing or has no calibrated tolerance."),
        (BadFile, "bad-file", "A file is missing, unreadable, torn, or not what it claims to be."),
        (UnfitEnvironment, "unfit-environment", "The machine lacks something (libtorch, ffmpeg, a device, disk space); `workbench doctor` says what."),
        (Internal, "internal-error", "A defect in Workbench or a failure inside libtorch; -vvv shows the stack trace."),
        (Interrupted, "interrupted", "Ctrl-C (SIGINT); no torn file is left."),
        (Terminated, "terminated", "SIGTERM or SIGHUP; no torn file is left."),
    ];
}
