namespace Workbench.Cli.Doctor;

/// <summary>Looks at one thing of the machine. May throw: that, too, is a finding.</summary>
internal interface IDoctorCheck
{
    /// <summary>Stable name of the finding.</summary>
    string Id { get; }

    /// <summary>Looks.</summary>
    Finding Look();
}
