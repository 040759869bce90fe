using Workbench.Harness.Stages;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Testing.Hosting;

/// <summary>Any stage, opened under a variation; after it the process is as it was before: the device idle, as many threads, TF32 as it stood.</summary>
internal sealed class RestoringStage : IHarnessStage
{
    private readonly int threads = get_num_threads();
    private readonly (bool Products, bool Convolutions) tf32 = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
    private readonly IHarnessStage inner;

    public RestoringStage(StageVariation variation, Func<IHarnessStage> open)
    {
        variation.Apply();
        try
        {
            inner = open();
        }
        catch
        {
            Restore();
            throw;
        }
    }

    public StageData Run(StageData input, Tap tap, CancellationToken cancellation) => inner.Run(input, tap, cancellation);

    public void Dispose()
    {
        inner.Dispose();
        if (cuda.is_available())
        {
            cuda.synchronize(); // what is still under way must not be blamed on what comes next
        }

        Restore();
    }

    private void Restore()
    {
        if (get_num_threads() != threads)
        {
            set_num_threads(threads); // a variation ends with its stage: the next run in this process is the golden's environment again
        }

        (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = tf32;
    }
}
