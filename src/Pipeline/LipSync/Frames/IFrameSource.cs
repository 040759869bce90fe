using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Frames;

/// <summary>Base frames of an avatar, all of one size. Read by several threads at once.</summary>
public interface IFrameSource
{
    /// <summary>How many.</summary>
    int Count { get; }

    /// <summary>One frame, RGB. The caller does not change it.</summary>
    ByteImage Read(int index);
}
