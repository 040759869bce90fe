namespace Workbench.Parity.MuseTalk;

/// <summary>Re-computes one file of a MuseTalk oracle folder.</summary>
internal interface IMuseTalkSuite
{
    /// <summary>File of the folder, without its extension; also the case's name.</summary>
    string Case { get; }

    /// <summary>Compares what the manifest lists of the file.</summary>
    void Run(MuseTalkCase c);
}
