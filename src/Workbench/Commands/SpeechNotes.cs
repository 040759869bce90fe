using Workbench.Cli.Hosting;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.TinyModel;

namespace Workbench.Cli.Commands;

/// <summary>What a user must know of a lip-sync run before looking at its result.</summary>
internal static class SpeechNotes
{
    /// <summary>Says that the model is random, and that its detector is not asked.</summary>
    public static void Write(CommandContext context, LipSyncJob job, bool boxesKnown)
    {
        if (job.ModelFolder is { } folder && !TinyLipSyncFolder.IsAt(folder))
        {
            return;
        }

        context.Log.Note("note: the lip-sync model is the tiny one: its weights are random, so the mouth is noise. For a trained one give its folder.");
        if (job.Boxes is null && !boxesKnown)
        {
            context.Log.Note("note: it has no trained face detector: the middle of each frame counts as the face. Give --boxes to say where it is.");
        }
    }
}
