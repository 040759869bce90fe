namespace Workbench.Pipeline.Hub;

/// <summary>How far a fetch is.</summary>
/// <param name="DoneBytes">Bytes here, those of earlier runs included.</param>
/// <param name="TotalBytes">Bytes of all wanted files.</param>
/// <param name="FilesDone">Files finished and checked.</param>
/// <param name="Files">Wanted files.</param>
/// <param name="BytesPerSecond">Of this run; 0 before the first measurement.</param>
/// <param name="TimeLeft">At that rate; null while unknown.</param>
public sealed record FetchProgress(long DoneBytes, long TotalBytes, int FilesDone, int Files, double BytesPerSecond, TimeSpan? TimeLeft);
